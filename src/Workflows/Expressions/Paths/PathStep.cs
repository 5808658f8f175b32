namespace Fleet.Workflows.Expressions.Paths;

/// <summary>One step of a path.</summary>
internal abstract record PathStep
{
    /// <summary>What this step and those from <paramref name="next"/> on find; a <see cref="PathFailure"/> where one fails.</summary>
    /// <param name="run">The walk.</param>
    /// <param name="root">What <c>$</c> is.</param>
    /// <param name="current">Where the walk is.</param>
    /// <param name="next">The step behind this one.</param>
    public abstract object? Apply(PathRun run, object? root, object? current, int next);
}
