namespace Fleet.Worker.Execution;

/// <summary>What was brought out of a task.</summary>
/// <param name="Result">Standard output; null: not asked for.</param>
/// <param name="Parameters">Values by name.</param>
/// <param name="Artifacts">Artifacts that were stored, with their bytes in the store.</param>
/// <param name="Errors">What could not be collected, each a sentence.</param>
internal sealed record CollectedOutputs(string? Result, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, long> Artifacts, IReadOnlyList<string> Errors)
{
    /// <summary>Nothing.</summary>
    public static readonly CollectedOutputs None = new(null, new Dictionary<string, string>(), new Dictionary<string, long>(), []);
}
