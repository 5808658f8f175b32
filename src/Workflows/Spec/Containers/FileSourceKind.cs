namespace Fleet.Workflows.Spec;

/// <summary>What the files of a volume are made of.</summary>
public enum FileSourceKind
{
    /// <summary>A ConfigMap.</summary>
    ConfigMap,

    /// <summary>A Secret.</summary>
    Secret,

    /// <summary>Facts of the pod.</summary>
    DownwardApi,

    /// <summary>Something that only a Kubernetes cluster has.</summary>
    Other,
}
