namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Tasks of a workflow that mount the same volume claim run on one engine. The first one that is issued decides for all that wait; those that come later are told by the engine of their
/// workflow, which keeps the place. Until then it is known here from the live tasks, whose needs are stored.
/// </summary>
internal sealed class ClaimPins(ReadyQueues queues, ChangeLog log)
{
    private readonly Dictionary<(Guid Workflow, string Claim), Pin> _pins = [];

    /// <summary>A task came, or was loaded.</summary>
    public void Join(LiveTask task)
    {
        foreach (var claim in task.Needs.Claims)
        {
            if (!_pins.TryGetValue((task.Key.Workflow, claim), out var pin)) _pins.Add((task.Key.Workflow, claim), pin = new Pin());
            pin.Tasks.Add(task);
        }

        if (task.Needs.Claims.Count == 0) return;
        // Of a stored one that was issued and does not say its place.
        var engine = task.Needs.Engine ?? (task.State == LiveTaskState.Ready ? null : task.Engine) ?? task.Needs.Claims.Select(claim => _pins[(task.Key.Workflow, claim)].Engine).FirstOrDefault(known => known is not null);
        if (engine is not null) Place(task, engine);
    }

    /// <summary>A task is over.</summary>
    public void Leave(LiveTask task)
    {
        foreach (var claim in task.Needs.Claims)
        {
            if (_pins.TryGetValue((task.Key.Workflow, claim), out var pin) && pin.Tasks.Remove(task) && pin.Tasks.Count == 0) _pins.Remove((task.Key.Workflow, claim));
        }
    }

    /// <summary>A task has its place: so have its claims, the tasks that mount these, and the claims of those.</summary>
    public void Place(LiveTask task, string engine)
    {
        if (task.Needs.Claims.Count == 0) return;
        var open = new Queue<LiveTask>();
        Settle(task, engine, open);
        while (open.TryDequeue(out var next))
        {
            foreach (var claim in next.Needs.Claims)
            {
                if (!_pins.TryGetValue((next.Key.Workflow, claim), out var pin) || pin.Engine is not null) continue;
                pin.Engine = engine;
                foreach (var other in pin.Tasks.ToArray()) Settle(other, engine, open);
            }
        }
    }

    private void Settle(LiveTask task, string engine, Queue<LiveTask> open)
    {
        open.Enqueue(task);
        if (task.Needs.Engine is not null) return;
        queues.Move(task, task.Needs with { Engine = engine });
        log.Changed(task);
    }

    private sealed class Pin
    {
        public string? Engine { get; set; }

        public SortedSet<LiveTask> Tasks { get; } = new(Comparer<LiveTask>.Create((one, other) => one.Arrival.CompareTo(other.Arrival)));
    }
}
