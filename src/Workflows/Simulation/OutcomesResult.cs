using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>A file of outcomes, read.</summary>
/// <param name="Outcomes">What it says; with errors only what could be read.</param>
/// <param name="Errors">All errors, with path and line.</param>
public sealed record OutcomesResult(Outcomes Outcomes, IReadOnlyList<SpecError> Errors);
