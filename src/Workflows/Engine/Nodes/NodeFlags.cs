namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Yes-or-no facts of a node.</summary>
[Flags]
internal enum NodeFlags : ushort
{
    None = 0,

    /// <summary>Started by a hook (Argo's <c>nodeFlag.hooked</c>).</summary>
    Hooked = 1,

    /// <summary>An attempt of a Retry node (Argo's <c>nodeFlag.retried</c>).</summary>
    Retried = 2,

    /// <summary>Part of an exit handler: goes on when the workflow is stopped or past its deadline.</summary>
    OnExit = 4,

    /// <summary>Fulfilled, its hooks are over, and its owner was told.</summary>
    Settled = 8,

    /// <summary>Another node has the same hash: its id carries the ordinal.</summary>
    SharesHash = 16,

    /// <summary>A daemon that is ready and runs; the Retry node of one.</summary>
    Daemoned = 32,

    /// <summary>The main container has begun.</summary>
    Began = 64,

    /// <summary>It ended and its hooks were looked at.</summary>
    HooksAsked = 128,

    /// <summary>It is there, but its body has not begun: it waits for locks, for the memoization cache, or for a place after them.</summary>
    Unbegun = 256,

    /// <summary>It made a workflow that goes with this one (<c>setOwnerReference</c>).</summary>
    OwnsWorkflow = 512,

    /// <summary>A retry by hand has put another node in its place: only its ordinal is left, which is never used again.</summary>
    Removed = 1024,

    /// <summary>A TaskGroup whose loop was cut short since its template fails fast.</summary>
    CutShort = 2048,

    /// <summary>It failed before a retry by hand that keeps it: it is no reason any more for its template to fail fast.</summary>
    Forgiven = 4096,

    /// <summary>Its body has not begun, and it has a place of <c>spec.parallelism</c> already: it has asked for locks or the cache and waits for the first answer.</summary>
    Placed = 8192,

    /// <summary>
    /// It ran when the workflow was stopped or terminated, or something in it did. A DAG is over for Argo in the pass that finds the workflow stopped, and what follows such a task in it is not looked at.
    /// </summary>
    RanOn = 16384,

    /// <summary>
    /// Its template could not be begun, or its outputs not be made: for Argo an error of what is around it (its source <c>executeTemplate</c> returns it). A call that did not come to a template has it not.
    /// </summary>
    Uncallable = 32768,
}
