namespace Fleet.Coordinator.Runs;

/// <summary>Something the loop decides on. It may be decided more than once (a group is decided anew after a failure), and is answered once: committed or failed.</summary>
internal abstract class RunInput
{
    /// <summary>How much of a group it takes: what has many items takes more.</summary>
    public virtual int Weight => 1;

    /// <summary>It is a group of its own: it changes more than what a group may change.</summary>
    public virtual bool IsAlone => false;

    /// <summary>Workflows that must be in memory are loaded on the way; everything else is pure.</summary>
    public abstract ValueTask DecideAsync(Group group);

    /// <summary>What it led to is committed.</summary>
    public virtual void Committed(GroupResult result)
    {
    }

    /// <summary>It will not be decided: its message is poison, or the lead was lost.</summary>
    public virtual void Failed(Exception error)
    {
    }
}
