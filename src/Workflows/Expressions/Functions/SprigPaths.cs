using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's file paths (slashes, whatever the system) and URLs.</summary>
internal static class SprigPaths
{
    private static readonly System.Buffers.SearchValues<char> SchemeSigns = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");

    public static IEnumerable<ExpressionFunction> All =>
    [
        .. Both("base", "osBase", (_, a) => Base(Text(a, 0))),
        .. Both("dir", "osDir", (_, a) => Clean(Text(a, 0)[..(Text(a, 0).LastIndexOf('/') + 1)])),
        .. Both("clean", "osClean", (_, a) => Clean(Text(a, 0))),
        .. Both("ext", "osExt", (_, a) => Extension(Text(a, 0))),
        .. Both("isAbs", "osIsAbs", (_, a) => Text(a, 0).StartsWith('/')),
        Define("urlParse", 1, (_, a) => ParseUrl(Text(a, 0))),
        Define("urlJoin", 1, (_, a) => JoinUrl(Arguments.Map(a, 0))),
    ];

    private static ExpressionFunction[] Both(string name, string osName, Func<EvaluationState, object?[], object?> invoke) =>
        [Define(name, 1, invoke), Define(osName, 1, invoke)];

    private static string Base(string path)
    {
        if (path.Length == 0)
            return ".";
        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static string Extension(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        return dot < 0 ? "" : name[dot..];
    }

    // Go's path.Clean.
    private static string Clean(string path)
    {
        bool rooted = path.StartsWith('/');
        List<string> parts = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !rooted)
                parts.Add(part);
        }

        string joined = string.Join('/', parts);
        return rooted ? "/" + joined : joined.Length == 0 ? "." : joined;
    }

    private static Dictionary<string, object?> ParseUrl(string url)
    {
        if (url.Any(c => c is < ' ' or '\u007f'))
            throw Unreadable(url, "net/url: invalid control character in URL");
        string rest = Cut(url, '#', out string fragment);
        rest = Cut(rest, '?', out string query);
        if (rest.StartsWith(':'))
            throw Unreadable(url, "missing protocol scheme");
        string scheme = "";
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && rest.AsSpan(0, colon).IndexOfAny("/@") < 0)
        {
            scheme = rest[..colon].ToLowerInvariant();
            if (!char.IsAsciiLetter(scheme[0]) || scheme.AsSpan().IndexOfAnyExcept(SchemeSigns) >= 0)
                throw Unreadable(url, "first path segment in URL cannot contain colon");
            rest = rest[(colon + 1)..];
        }

        string host = "";
        string user = "";
        string opaque = "";
        string path = rest;
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = rest.IndexOf('/', 2);
            string authority = slash < 0 ? rest[2..] : rest[2..slash];
            path = slash < 0 ? "" : rest[slash..];
            int at = authority.LastIndexOf('@');
            user = at < 0 ? "" : authority[..at];
            host = authority[(at + 1)..];
        }
        else if (scheme.Length > 0 && !rest.StartsWith('/'))
        {
            opaque = rest;
            path = "";
        }

        int port = host.LastIndexOf(':');
        bool hasPort = port > host.LastIndexOf(']');
        if (hasPort && host.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') >= 0)
            throw Unreadable(url, $"invalid port \"{host[port..]}\" after host");
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["scheme"] = scheme,
            ["host"] = host,
            ["hostname"] = (hasPort ? host[..port] : host) is ['[', .. var address, ']'] ? address : hasPort ? host[..port] : host,
            ["path"] = Uri.UnescapeDataString(path),
            ["query"] = query,
            ["opaque"] = opaque,
            ["fragment"] = fragment,
            ["userinfo"] = user,
        };
    }

    private static ExpressionException Unreadable(string url, string why) => new($"unable to parse url: parse {GoQuote.Quote(url)}: {why}");

    private static string Cut(string text, char separator, out string after)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        after = at < 0 ? "" : text[(at + 1)..];
        return at < 0 ? text : text[..at];
    }

    private static string JoinUrl(IReadOnlyDictionary<string, object?> parts)
    {
        string scheme = Part("scheme");
        string user = Part("userinfo");
        string host = Part("host");
        string query = Part("query");
        string fragment = Part("fragment");
        string opaque = Part("opaque");
        string prefix = scheme.Length > 0 ? scheme + ":" : "";
        string authority = host.Length > 0 || user.Length > 0 ? $"//{(user.Length > 0 ? user + "@" : "")}{host}" : "";
        string path = Part("path");
        if (authority.Length > 0 && path.Length > 0 && !path.StartsWith('/'))
            path = "/" + path;
        string body = opaque.Length > 0 ? opaque : authority + path;
        return $"{prefix}{body}{(query.Length > 0 ? "?" + query : "")}{(fragment.Length > 0 ? "#" + fragment : "")}";

        string Part(string name) => parts.TryGetValue(name, out object? value) ? ToText(value) : "";
    }
}
