namespace Fleet.Workflows.Locks;

/// <summary>How many may hold a lock at a time.</summary>
/// <param name="Places">Number of places; 0: none.</param>
/// <param name="Problem">Why there are none; null: nobody looked for a reason.</param>
public readonly record struct LockLimit(int Places, string? Problem = null)
{
    /// <summary>The limit of every mutex.</summary>
    public static LockLimit One { get; } = new(1);
}
