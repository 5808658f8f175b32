namespace Fleet.Workflows.Spec;

/// <summary>A line of <c>/etc/hosts</c>.</summary>
public sealed record HostAlias
{
    /// <summary><c>ip</c>.</summary>
    public string Ip { get; init; } = "";

    /// <summary><c>hostnames</c>.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];
}
