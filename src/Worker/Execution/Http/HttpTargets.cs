using System.Net;
using System.Net.Sockets;

namespace Fleet.Worker.Execution.Http;

/// <summary>
/// Where HTTP templates may call from this worker. <c>any</c> is everything but link-local addresses, where clouds answer with the machine's own credentials; a list has host names,
/// <c>*.domain</c>, addresses and networks (<c>10.0.0.0/8</c>); <c>none</c> is nowhere. Checked against the address that is connected to, so that neither a redirect nor a name leads elsewhere.
/// </summary>
public sealed class HttpTargets
{
    private readonly string[] _hosts;
    private readonly IPNetwork[] _networks;
    private readonly string _text;

    private HttpTargets(string text, bool isAny, string[] hosts, IPNetwork[] networks)
    {
        _text = text;
        IsAny = isAny;
        _hosts = hosts;
        _networks = networks;
    }

    /// <summary>Everything but link-local addresses.</summary>
    public static HttpTargets Any { get; } = Parse("any");

    /// <summary>Only link-local addresses are refused.</summary>
    internal bool IsAny { get; }

    /// <summary>Reads a setting.</summary>
    /// <param name="text"><c>any</c>, <c>none</c>, or a list with commas.</param>
    /// <returns>The targets.</returns>
    /// <exception cref="FormatException">A part is none; the message says which.</exception>
    public static HttpTargets Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (any, hosts, networks) = (false, new List<string>(), new List<IPNetwork>());
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part == "any")
                any = true;
            else if (part == "none")
                continue;
            else if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            else if (Uri.CheckHostName(part.StartsWith("*.", StringComparison.Ordinal) ? part[2..] : part) == UriHostNameType.Dns)
                hosts.Add(part);
            else
                throw new FormatException($"'{part}' is neither any, none, a host name, *.domain, an address nor a network such as 10.0.0.0/8");
        }

        return new HttpTargets(text, any, [.. hosts], [.. networks]);
    }

    /// <summary>Whether a host at an address may be called.</summary>
    internal bool Allow(string host, IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Array.Exists(_networks, network => network.Contains(address)))
            return true;
        return !IsLinkLocal(address) && (IsAny || Array.Exists(_hosts, pattern => Matches(pattern, host)));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static bool Matches(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.Length > pattern.Length - 1 && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase);

    private static bool IsLinkLocal(IPAddress address) =>
        address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}
