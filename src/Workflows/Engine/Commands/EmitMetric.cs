namespace Fleet.Workflows.Engine;

/// <summary>A metric of a template or workflow has a value. Carried out after the commit; what a process has not told before it ends is lost, as in Argo.</summary>
/// <param name="Sample">The value.</param>
public sealed record EmitMetric(MetricSample Sample) : EngineCommand;
