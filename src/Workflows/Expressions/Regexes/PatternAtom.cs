namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>What a repeat applies to.</summary>
/// <param name="Start">Its first piece.</param>
/// <param name="Shape">How large it is.</param>
/// <param name="IsCharacter">It is one character.</param>
/// <param name="IsRepeated">It is repeated already.</param>
/// <param name="IsEndless">And without a bound.</param>
internal sealed record PatternAtom(int Start, PatternShape Shape, bool IsCharacter, bool IsRepeated, bool IsEndless = false);
