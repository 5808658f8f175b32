namespace Fleet.Workflows.Spec;

/// <summary>How manifests are loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>For submission: arguments need values, and only a Workflow will do.</summary>
    public static LoadOptions Submit { get; } = new();

    /// <summary>For lint: arguments may lack values, every kind is looked at.</summary>
    public static LoadOptions ForLint { get; } = new() { Lint = true };

    /// <summary>Arguments of the workflow may lack values. Default: false.</summary>
    public bool Lint { get; init; }

    /// <summary>A manifest needs <c>metadata.name</c> or <c>metadata.generateName</c>: it is to be stored. Default: false, as Argo's validator.</summary>
    public bool NameRequired { get; init; }

    /// <summary>Unknown fields are left out in silence, as Argo's server does with JSON bodies; else they are errors. Default: false.</summary>
    public bool IgnoreUnknownFields { get; init; }

    /// <summary>Fields that are not built yet are taken as if they were. Default: false.</summary>
    public bool AcceptNotBuiltYet { get; init; }

    /// <summary>
    /// Finds a workflow template by the namespace of the manifest that refers to it (empty: it names none), name and scope (true: cluster) that is not among
    /// the documents; null: it does not exist. Default: there are none.
    /// </summary>
    public Func<string, string, bool, Workflow?> FindTemplate { get; init; } = static (_, _, _) => null;

    /// <summary>Labels and annotations that the host gives every workflow, so that tags may refer to them. Default: none.</summary>
    public WorkflowMetadata? Defaults { get; init; }

    /// <summary>Changes the canonical JSON text of a Workflow before it is validated (values given on submission). Default: none.</summary>
    public SubmissionChanges? Changes { get; init; }
}
