namespace Fleet.Coordinator.Runs;

/// <summary>This coordinator does not lead the scope at present, so it cannot decide anything in it.</summary>
/// <param name="scope">The scope.</param>
public sealed class NotLeadingException(string scope)
    : Exception($"This coordinator does not lead '{scope}' at present: it stands by, or is taking the lead. Reading works; for anything else ask the leader, or try again in some seconds.")
{
    /// <summary>The scope.</summary>
    public string Scope { get; } = scope;
}
