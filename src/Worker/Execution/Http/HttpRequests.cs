using Fleet.Contracts;

namespace Fleet.Worker.Execution.Http;

/// <summary>Requests as Go's client would send them.</summary>
internal static class HttpRequests
{
    /// <summary>The request of a call.</summary>
    /// <exception cref="FormatException">Address, method or a header is none.</exception>
    public static HttpRequestMessage Build(HttpCallWork call)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new FormatException("the address must begin with http:// or https://");
        var request = new HttpRequestMessage(new HttpMethod(call.Method), url);
        if (call.Body is { } body)
            request.Content = new ByteArrayContent(body);
        foreach (var header in call.Headers)
            Add(request, header.Name, header.Value);
        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "fleet");
        return request;
    }

    /// <summary>An address for messages: user, password and query may be secrets.</summary>
    public static string Shown(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "the address";

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (string.Equals(name, "Host", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Host = value;
            return;
        }

        if (value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new FormatException($"the value of header {name} has a line break");
        if (request.Headers.TryAddWithoutValidation(name, value))
            return;
        request.Content ??= new ByteArrayContent([]);
        if (!request.Content.Headers.TryAddWithoutValidation(name, value))
            throw new FormatException($"'{name}' is no name of a header");
    }
}
