namespace Fleet.Workflows.Spec;

/// <summary>What a line of <c>hostAliases</c> may hold. It is warned of before, and work that is built is held to it.</summary>
public static class HostAliasRules
{
    // Not Kubernetes', but container engines': the address of the host itself.
    private const string Gateway = "host-gateway";

    /// <summary>What is wrong with one, a sentence without its full stop; null: nothing.</summary>
    /// <param name="alias">The line, tags replaced.</param>
    public static string? Fault(HostAlias alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        // A name of digits looks like an address, and is a name.
        return alias.Ip != Gateway && !IpAddressText.IsOne(alias.Ip) ? $"hostAliases has the ip '{alias.Ip.ReplaceLineEndings("?")}', which is no IP address"
            : alias.Hostnames.FirstOrDefault(name => Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4)) is { } name ? $"hostAliases has the hostname '{name.ReplaceLineEndings("?")}', which is no host name"
            : null;
    }
}
