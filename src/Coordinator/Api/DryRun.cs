namespace Fleet.Coordinator.Api;

/// <summary>Whether a creation is only tried.</summary>
public enum DryRun
{
    /// <summary>No: the workflow is stored and run.</summary>
    No,

    /// <summary>It is validated, and given back as it came (Argo's <c>createOptions.dryRun</c>, <c>submitOptions.dryRun</c>).</summary>
    Echo,

    /// <summary>It is validated, and given back as it would be stored, with a name and a uid (Argo's <c>serverDryRun</c>).</summary>
    Server,
}
