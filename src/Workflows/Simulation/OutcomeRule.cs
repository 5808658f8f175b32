namespace Fleet.Workflows.Simulation;

/// <summary>An entry of <c>nodes</c>: which tasks end how.</summary>
/// <param name="Match">Display name, node name or glob (<c>*</c> any text, <c>?</c> any character). An attempt of a retried node has its node's names too.</param>
/// <param name="Outcome">What such a task does.</param>
/// <param name="Times">For how many attempts it counts; null: all. Later ones look at the entries after it.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record OutcomeRule(string Match, ScriptedOutcome Outcome, int? Times, int Line);
