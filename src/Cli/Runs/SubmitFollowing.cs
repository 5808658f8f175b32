using Fleet.Cli.Rendering;

namespace Fleet.Cli.Runs;

/// <summary>What <c>fleet submit</c> does with a workflow that it has submitted.</summary>
/// <param name="Log">Show its logs until it ends; as argo's this alone does not change the exit code.</param>
/// <param name="Wait">Wait for its end, after the logs; the exit code tells how it ended.</param>
/// <param name="Watch">As <paramref name="Wait"/>, and show it meanwhile.</param>
/// <param name="Shows">Which nodes are shown; null: all.</param>
internal sealed record SubmitFollowing(bool Log, bool Wait, bool Watch, Func<NodeView, bool>? Shows)
{
    /// <summary>It is followed at all.</summary>
    public bool Any => Log || Waits;

    /// <summary>Its end counts.</summary>
    public bool Waits => Wait || Watch;

    /// <summary>The first option that asks for it; null: none.</summary>
    public string? Option => Wait ? "--wait" : Watch ? "--watch" : Log ? "--log" : null;
}
