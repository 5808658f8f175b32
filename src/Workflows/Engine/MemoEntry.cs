namespace Fleet.Workflows.Engine;

/// <summary>What the memoization cache keeps of a node that succeeded.</summary>
/// <param name="NodeId">Argo's id of the node.</param>
/// <param name="Outputs">Its outputs in Argo's JSON form (<c>{"parameters":[{"name":..,"value":..}],"result":..,"exitCode":..}</c>).</param>
/// <param name="CreatedAt">When it succeeded.</param>
public sealed record MemoEntry(string NodeId, string Outputs, DateTimeOffset CreatedAt);
