namespace Fleet.Workflows.Engine;

/// <summary>A user's request cannot be carried out (workflow completed, no node matches): the sentence is the answer.</summary>
/// <param name="Message">Why.</param>
public sealed record RequestRefused(string Message) : EngineCommand;
