namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Code points from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
internal readonly record struct RuneRange(int First, int Last);
