namespace Fleet.Workflows.Spec;

/// <summary>What a <c>podSpecPatch</c> has made of those fields of the pod that are a workflow's, not a template's. Each goes before the workflow's own; null: not patched.</summary>
public sealed record PatchedPod
{
    /// <summary><c>dnsConfig</c>, JSON text.</summary>
    public string? DnsConfig { get; init; }

    /// <summary><c>hostNetwork</c>.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary><c>imagePullSecrets</c>: names of Secrets.</summary>
    public IReadOnlyList<string>? ImagePullSecrets { get; init; }
}
