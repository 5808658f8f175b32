using System.Net;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Where the API listens, and the rule that any address but loopback needs a token.</summary>
/// <param name="Url">Address, e.g. <c>http://127.0.0.1:2746</c>.</param>
/// <param name="Token">Bearer token; null: none.</param>
public sealed record ApiListen(string Url, string? Token)
{
    /// <summary>Argo's port on loopback.</summary>
    public const string DefaultUrl = "http://127.0.0.1:2746";

    /// <summary>An address that is listened on, as this machine reaches it: what stands for any address is loopback.</summary>
    /// <param name="address">E.g. <c>http://0.0.0.0:2746</c>.</param>
    public static string FromHere(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && IPAddress.TryParse(uri.Host.Trim('[', ']'), out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any))
            ? $"{uri.Scheme}://127.0.0.1:{uri.Port}"
            : address;

    /// <summary>What is wrong with the settings; null: nothing.</summary>
    public string? Problem()
    {
        if (!string.IsNullOrEmpty(Token) && Token.Trim() != Token)
            return "FLEET_TOKEN begins or ends with a blank or a line's end, which no client can send: take it away";
        // A Unix socket: the rights of its folder decide who may.
        if (Url.StartsWith("http://unix:/", StringComparison.Ordinal))
            return null;
        if (!Uri.TryCreate(Url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme != "http")
            return $"--listen (FLEET_LISTEN) '{Url}' is no address to listen on; write e.g. {DefaultUrl} (for TLS put a proxy in front)";
        var loopback = uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));
        return loopback || !string.IsNullOrEmpty(Token) ? null
            : $"--listen (FLEET_LISTEN) '{Url}' is reachable from other hosts: set FLEET_TOKEN to a long random text, or listen on 127.0.0.1";
    }
}
