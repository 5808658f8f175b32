using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Kubernetes;

/// <summary>
/// A condition of a resource template: a Kubernetes label selector whose keys are paths into the object (Argo's source <c>executor/resource.go</c>):
/// <c>status.phase == Succeeded, metadata.labels.tier != db, status.phase in (Failed, Error)</c>.
/// </summary>
internal sealed class ResourceCondition
{
    private static readonly SearchValues<char> Signs = SearchValues.Create(" ()!=<>");

    private const string Ways = "write path == value, path != value, path in (a, b), path notin (a, b), path > 1, path < 1, path or !path, with commas between";

    private readonly List<Requirement> _requirements = [];

    /// <summary>Reads a condition.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static ResourceCondition Parse(string text, string what)
    {
        var condition = new ResourceCondition();
        var rest = text.AsSpan().Trim();
        while (rest.Length > 0)
        {
            // A comma ends a requirement, unless it stands in the parentheses of a set.
            int depth = 0, end = 0;
            for (; end < rest.Length && (depth > 0 || rest[end] != ','); end++)
                depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
            var requirement = Read(rest[..end].Trim().ToString());
            if (requirement is null || requirement.Fault() is not null)
                throw new ExpressionException(ExpressionErrorKind.Syntax, $"{what} condition '{text}' failed to parse: {requirement?.Fault() ?? Ways}");
            condition._requirements.Add(requirement);
            rest = end < rest.Length ? rest[(end + 1)..].Trim() : [];
        }

        return condition;
    }

    /// <summary>Whether only the phase is asked for.</summary>
    public bool OnlyPhase => _requirements.TrueForAll(requirement => requirement.Path == "status.phase");

    /// <summary>Whether every requirement holds.</summary>
    public bool Holds(JsonElement json) => _requirements.TrueForAll(requirement => requirement.Matches(json));

    /// <summary>The first requirement that holds; null: none.</summary>
    public string? FirstHolding(JsonElement json) => _requirements.Find(requirement => requirement.Matches(json))?.ToString();

    private static Requirement? Read(string text)
    {
        if (text.EndsWith(')') && text.IndexOf('(', StringComparison.Ordinal) is > 0 and var open)
        {
            var words = text[..open].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return words is [var key, "in" or "notin"] && IsPath(key)
                ? new Requirement(key, words[1], [.. text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)])
                : null;
        }

        foreach (var sign in (string[])["==", "!=", "=", ">", "<"])
        {
            if (text.IndexOf(sign, StringComparison.Ordinal) is not (> 0 and var at))
                continue;
            var (path, value) = (text[..at].Trim(), text[(at + sign.Length)..].Trim());
            return IsPath(path) && !value.AsSpan().ContainsAny(Signs) ? new Requirement(path, sign, [value]) : null;
        }

        if (text.StartsWith('!'))
            return IsPath(text[1..].Trim()) ? new Requirement(text[1..].Trim(), "!", []) : null;
        return IsPath(text) ? new Requirement(text, "", []) : null;
    }

    private static bool IsPath(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');

    private sealed record Requirement(string Path, string Sign, string[] Values)
    {
        // Keys and values are those of labels, and limits whole numbers (Kubernetes' labels.NewRequirement).
        public string? Fault()
        {
            if (LabelRules.KeyFault(Path) is { } wrong)
                return $"key: Invalid value: \"{Path}\": {wrong}";
            for (var i = 0; i < Values.Length; i++)
            {
                var why = Sign is ">" or "<" && !long.TryParse(Values[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "for 'Gt', 'Lt' operators, the value must be an integer" : LabelRules.ValueFault(Values[i]);
                if (why is not null)
                    return $"values[{i}][{Path}]: Invalid value: \"{Values[i]}\": {why}";
            }

            return null;
        }

        public bool Matches(JsonElement json)
        {
            var value = Find(json, Path);
            return Sign switch
            {
                "" => value is not null,
                "!" => value is null,
                "==" or "=" or "in" => value is not null && Values.Contains(value, StringComparer.Ordinal),
                "!=" or "notin" => value is null || !Values.Contains(value, StringComparer.Ordinal),
                _ => long.TryParse(value, CultureInfo.InvariantCulture, out var number) && long.TryParse(Values[0], CultureInfo.InvariantCulture, out var bound) && (Sign == ">" ? number > bound : number < bound),
            };
        }

        public override string ToString() => Sign switch
        {
            "" => Path,
            "!" => "!" + Path,
            "in" or "notin" => $"{Path} {Sign} ({string.Join(',', Values)})",
            _ => $"{Path}{Sign}{Values[0]}",
        };

        private static string? Find(JsonElement json, string path)
        {
            foreach (var part in path.Split('.'))
            {
                if (json.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < json.GetArrayLength())
                    json = json[index];
                else if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(part, out json))
                    return null;
            }

            return json.ValueKind == JsonValueKind.Null ? "" : json.ToString();
        }
    }
}
