namespace Fleet.Workflows.Engine.Runtime;

/// <summary>A StepGroup, for as long as its Steps node is open (later groups and outputs look at its steps).</summary>
internal sealed class GroupRuntime(int sites)
{
    /// <summary>Per step: what was started.</summary>
    public SiteRuntime[] Sites { get; } = CreateSites(sites);

    /// <summary>Children that are not settled.</summary>
    public int Open { get; set; }

    /// <summary>Steps that may still start something.</summary>
    public int Unstarted { get; set; } = sites;

    /// <summary>First child that could not be made (type Skipped, phase Error), or a hook of which could not; -1: none.</summary>
    public int FirstError { get; set; } = -1;

    private static SiteRuntime[] CreateSites(int count)
    {
        var result = new SiteRuntime[count];
        for (var i = 0; i < count; i++)
            result[i] = new SiteRuntime();
        return result;
    }
}

/// <summary>One step of a StepGroup.</summary>
internal sealed class SiteRuntime
{
    /// <summary>Node of a step that does not loop; -1: none yet.</summary>
    public int Node { get; set; } = -1;

    /// <summary>Nodes of a looped step, in the order of the items; null: it does not loop or has not begun.</summary>
    public List<int>? Items { get; set; }

    /// <summary>Items that are yet to be started; null: it does not loop, or all are.</summary>
    public LoopCursor? Cursor { get; set; }

    /// <summary>Nothing more is to be started.</summary>
    public bool Started { get; set; }
}
