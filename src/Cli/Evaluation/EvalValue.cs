namespace Fleet.Cli.Evaluation;

/// <summary>What came of an evaluation.</summary>
/// <param name="Json">The value as JSON.</param>
/// <param name="Type">Its type, as expr-lang's <c>type()</c> names it.</param>
/// <param name="Text">The value as a tag writes it: texts as they are.</param>
internal sealed record EvalValue(string Json, string Type, string Text);
