namespace Fleet.Workflows.Engine;

/// <summary>A piece of a task's text (<see cref="TaskText"/>): one of both is set.</summary>
/// <param name="Text">What stands in the text itself.</param>
/// <param name="Value">A large value of the workflow that stands there.</param>
public readonly record struct TextPart(string? Text, StoredValue? Value);
