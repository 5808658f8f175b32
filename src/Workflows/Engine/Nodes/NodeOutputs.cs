namespace Fleet.Workflows.Engine.Nodes;

/// <summary>What a node gave.</summary>
internal sealed class NodeOutputs
{
    /// <summary>Output parameters in the order of the template; a null value is absent.</summary>
    public OutputParameter[] Parameters { get; init; } = [];

    /// <summary>Output artifacts in Argo's JSON form; null: none.</summary>
    public string? Artifacts { get; init; }

    /// <summary>Standard output or HTTP body; null: not captured.</summary>
    public string? Result { get; init; }

    /// <summary>Exit code of the main container; null: unknown.</summary>
    public string? ExitCode { get; init; }

    /// <summary>Finds a parameter.</summary>
    public OutputParameter? Find(string name) => Array.Find(Parameters, p => p.Name == name);
}

/// <summary>An output parameter of a node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null: not there (yet).</param>
/// <param name="GlobalName">Name among the workflow's outputs, tags replaced; null: none.</param>
/// <param name="Default">Its value if nobody supplies one, tags replaced: of a suspend template whose outputs are still open.</param>
internal sealed record OutputParameter(string Name, string? Value, string? GlobalName = null, string? Default = null);
