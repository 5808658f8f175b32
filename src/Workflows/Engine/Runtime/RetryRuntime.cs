namespace Fleet.Workflows.Engine.Runtime;

/// <summary>An open Retry node.</summary>
internal sealed class RetryRuntime
{
    /// <summary>When the next attempt is due, in ticks of UTC; 0: an attempt runs, or waits for its place.</summary>
    public long RetryAt { get; set; }
}
