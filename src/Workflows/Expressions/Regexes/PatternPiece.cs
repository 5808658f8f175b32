namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A piece of a pattern that was read: text in the syntax of .NET, a set that is to become a class of it, or the opening of a group that captures.</summary>
/// <param name="Text">The text, or null.</param>
/// <param name="Set">The set, or null.</param>
/// <param name="Group">The number of the group, or 0.</param>
internal readonly record struct PatternPiece(string? Text, RuneSet? Set = null, int Group = 0);
