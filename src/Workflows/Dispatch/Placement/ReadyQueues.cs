namespace Fleet.Workflows.Dispatch;

/// <summary>
/// Ready tasks by what they need, and the workers that match them. Work per event does not depend on how many tasks wait: a group is looked at only when a task or room came, and then by
/// the first task of each of its classes.
/// </summary>
internal sealed class ReadyQueues
{
    private const int EmptyGroupsKept = 256;

    private readonly Dictionary<string, ReadyGroup> _groups = [];
    private readonly Dictionary<string, WorkerProfile> _profiles = [];
    private readonly List<ReadyGroup> _dirty = [];
    private readonly PriorityQueue<ReadyClass, LiveTask> _heads = new(ReadyClass.InOrder.Instance);
    private int _emptyGroups;

    /// <summary>Tasks in all queues.</summary>
    public int Count { get; private set; }

    /// <summary>Labels of live workers.</summary>
    public IReadOnlyCollection<WorkerProfile> Profiles => _profiles.Values;

    /// <summary>Tasks have changed their queues since the pass began.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Files a task, which may be queued, again: what it needs is about to change.</summary>
    public void Move(LiveTask task, TaskNeeds needs)
    {
        var queued = task.Queue is not null;
        Remove(task);
        task.Needs = needs;
        if (!queued) return;
        Add(task);
        HasMoved = true;
    }

    public void Add(LiveTask task)
    {
        var group = GroupOf(task.Needs);
        var size = (task.Millicores, task.Needs.Memory);
        if (!group.Classes.TryGetValue(size, out var queue))
        {
            if (group.IsEmpty) _emptyGroups--;
            group.Classes.Add(size, queue = new ReadyClass(group, size.Millicores, size.Memory));
        }

        queue.Tasks.Add(task);
        task.Queue = queue;
        Count++;
        MarkDirty(group);
    }

    public void Remove(LiveTask task)
    {
        if (task.Queue is not { } queue) return;
        queue.Tasks.Remove(task);
        task.Queue = null;
        Count--;
        if (queue.Tasks.Count > 0) return;
        queue.Group.Classes.Remove((queue.Millicores, queue.Memory));
        if (queue.Group.IsEmpty && ++_emptyGroups > EmptyGroupsKept) DropEmptyGroups();
    }

    /// <summary>A session went live.</summary>
    public void Join(WorkerSession session)
    {
        var key = WorkerProfile.KeyOf(session);
        if (!_profiles.TryGetValue(key, out var profile))
        {
            _profiles.Add(key, profile = new WorkerProfile(key, session));
            foreach (var group in _groups.Values) Connect(group, profile);
        }

        session.Profile = profile;
        profile.Sessions.Add(session);
        Refile(session);
        RoomOn(session.Engine);
    }

    /// <summary>A live session is over.</summary>
    public void Leave(WorkerSession session)
    {
        if (session.Profile is not { } profile) return;
        if (session.FiledFree > 0) profile.Available.Remove(session);
        session.FiledFree = 0;
        session.Profile = null;
        profile.Sessions.Remove(session);
        if (profile.Sessions.Count > 0) return;
        _profiles.Remove(profile.Key);
        foreach (var group in profile.Groups) group.Profiles.Remove(profile);
    }

    /// <summary>What a live session can do has changed.</summary>
    public void Rejoin(WorkerSession session)
    {
        if (session.Profile is null) return;
        Leave(session);
        Join(session);
    }

    /// <summary>Files a session again after its free slots, or whether it is open, have changed.</summary>
    public void Refile(WorkerSession session)
    {
        if (session.Profile is not { } profile) return;
        var free = session.IsOpen ? Math.Max(session.Free, 0) : 0;
        if (free == session.FiledFree) return;
        var more = free > session.FiledFree;
        if (session.FiledFree > 0) profile.Available.Remove(session);
        session.FiledFree = free;
        if (free > 0) profile.Available.Add(session);
        if (more) MarkDirty(profile, session.Engine.Id);
    }

    /// <summary>Room came free on an engine: what matches one of its workers is looked at again.</summary>
    public void RoomOn(EngineRoom engine)
    {
        WorkerProfile? last = null;
        foreach (var session in engine.Sessions)
        {
            if (session.Profile is not { } profile || profile == last) continue;
            MarkDirty(profile, engine.Id);
            last = profile;
        }
    }

    /// <summary>Begins a pass over what has changed: the first task of each class, in order.</summary>
    public void BeginPass()
    {
        HasMoved = false;
        foreach (var group in _dirty)
        {
            group.IsDirty = false;
            foreach (var queue in group.Classes.Values) _heads.Enqueue(queue, queue.Tasks.Min!);
        }

        _dirty.Clear();
    }

    /// <summary>The next task that a worker has room for, and that worker. The task is to be taken out of its queue before the next call.</summary>
    public bool TryNext(out LiveTask task, out WorkerSession session)
    {
        while (_heads.TryDequeue(out var queue, out var head))
        {
            if (queue.Tasks.Min is not { } first) continue;
            if (first != head)
            {
                _heads.Enqueue(queue, first);
                continue;
            }

            if (FindWorker(queue, first) is not { } found) continue;
            (task, session) = (first, found);
            _heads.Enqueue(queue, first); // its key is out of date once the task is taken: it is filed again under the next one
            return true;
        }

        (task, session) = (null!, null!);
        return false;
    }

    /// <summary>Ends a pass early: what was not looked at stays to be looked at.</summary>
    public void EndPass()
    {
        while (_heads.TryDequeue(out var queue, out _)) MarkDirty(queue.Group);
    }

    private static WorkerSession? FindWorker(ReadyClass queue, LiveTask task)
    {
        WorkerSession? best = null, avoided = null;
        foreach (var profile in queue.Group.Profiles)
        {
            foreach (var session in profile.Available)
            {
                if (best is not null && session.FiledFree <= best.FiledFree) break;
                if (queue.Group.Engine is { } pin && session.Engine.Id != pin) continue;
                if (!session.Engine.HasRoomFor(queue.Millicores, queue.Memory)) continue;
                if (session.Engine.Id == task.AvoidEngine)
                {
                    if (avoided is null || session.FiledFree > avoided.FiledFree) avoided = session;
                    continue;
                }

                best = session;
                break;
            }
        }

        return best ?? avoided;
    }

    private ReadyGroup GroupOf(TaskNeeds needs)
    {
        var key = ReadyGroup.KeyOf(needs);
        if (_groups.TryGetValue(key, out var group)) return group;
        _groups.Add(key, group = new ReadyGroup(key, needs));
        _emptyGroups++;
        foreach (var profile in _profiles.Values) Connect(group, profile);
        return group;
    }

    private static void Connect(ReadyGroup group, WorkerProfile profile)
    {
        if (!group.Matches(profile)) return;
        group.Profiles.Add(profile);
        profile.Groups.Add(group);
    }

    private void MarkDirty(WorkerProfile profile, string engine)
    {
        foreach (var group in profile.Groups)
        {
            if (!group.IsEmpty && (group.Engine is null || group.Engine == engine)) MarkDirty(group);
        }
    }

    private void MarkDirty(ReadyGroup group)
    {
        if (group.IsDirty) return;
        group.IsDirty = true;
        _dirty.Add(group);
    }

    private void DropEmptyGroups()
    {
        foreach (var group in _groups.Values.Where(g => g.IsEmpty && !g.IsDirty).ToArray())
        {
            _groups.Remove(group.Key);
            foreach (var profile in group.Profiles) profile.Groups.Remove(group);
        }

        _emptyGroups = _groups.Values.Count(g => g.IsEmpty);
    }
}
