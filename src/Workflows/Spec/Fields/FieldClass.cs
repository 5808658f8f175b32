namespace Fleet.Workflows.Spec.Fields;

/// <summary>What a field of Argo's types means here.</summary>
public enum FieldClass
{
    /// <summary>It does what Argo's documentation says.</summary>
    Supported,

    /// <summary>It has no meaning without Kubernetes: kept, returned, named in a warning.</summary>
    Warned,

    /// <summary>Accepted with a warning, but what carries it ends in Error when run (Kubernetes resources, plugins).</summary>
    NotRunnable,

    /// <summary>It is going to mean something and does not yet: refused with a sentence.</summary>
    NotBuiltYet,
}
