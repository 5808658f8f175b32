using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>What the client of a watch knows, and so what a change is to it: new, changed or gone.</summary>
/// <param name="query">Which workflows it watches.</param>
/// <param name="begin">Version from which on it watches.</param>
/// <param name="knowsEarlier">It knows what matched at that version, from a list of its own.</param>
internal sealed class WatchMemory(WorkflowQuery query, long begin, bool knowsEarlier)
{
    private readonly HashSet<Guid> _known = [];
    private readonly HashSet<Guid> _seen = [];

    /// <summary>The client was told of a workflow.</summary>
    public void Told(Guid uid)
    {
        _seen.Add(uid);
        _known.Add(uid);
    }

    /// <summary>Type of the event; null: it is none of the client's business.</summary>
    public string? TypeOf(WorkflowChange change)
    {
        var summary = change.Summary;
        if (!QueryMatch.Identity(query, summary))
            return null;
        // What was there at the begin, and has not been seen since, may be in the client's list.
        var mayBeKnown = _seen.Add(summary.Uid) && knowsEarlier && change.CreatedVersion <= begin;
        var fits = QueryMatch.State(query, summary);
        if (fits && !change.Deleted)
            return _known.Add(summary.Uid) && !mayBeKnown ? "ADDED" : "MODIFIED";
        return _known.Remove(summary.Uid) || mayBeKnown || (change.Deleted && fits) ? "DELETED" : null;
    }
}
