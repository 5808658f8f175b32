using Fleet.Contracts;

namespace Fleet.Worker.Protocol;

/// <summary>Reports to the coordinator: one in flight, what happens meanwhile goes into the next; ends are told until they are settled (rule 14).</summary>
internal sealed class Reports(string workerId, WorkerProtocolOptions options)
{
    private readonly Queue<HeldTask> _waiting = [];
    private readonly Queue<(HeldTask Task, Moment At)> _told = [];
    private Flight? _flight;
    private Moment? _failedAt;
    private long _lastNumber;

    /// <summary>There is something new to tell about a task.</summary>
    public void Add(HeldTask task)
    {
        if (task.Telling.Waits || task.Released) return;
        task.Telling.Waits = true;
        _waiting.Enqueue(task);
    }

    /// <summary>Forgets everything; an answer for the report in flight will mean nothing.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _told.Clear();
        _flight = null;
        _failedAt = null;
    }

    /// <summary>Send at once what waits for the pause after a failure.</summary>
    public void EndPause() => _failedAt = null;

    /// <summary>Ends that were told a while ago and are not settled are told again.</summary>
    public void RepeatDue(Moment now)
    {
        while (_told.TryPeek(out var told) && (told.Task.Released || now.Since(told.At) >= options.ReportRepeat))
        {
            _told.Dequeue();
            told.Task.Telling.EndTold = false;
            Add(told.Task);
        }
    }

    /// <summary>A report could be sent now: none is in flight, and there is something to tell.</summary>
    public bool HasNext(Moment now) => _waiting.Count > 0 && _flight is null && !(_failedAt is { } failed && now.Since(failed) < options.ReportRetry);

    /// <summary>The next report, if there is something to tell and none is in flight; null: not now.</summary>
    public OutgoingReport? Next(long session, Moment now)
    {
        if (!HasNext(now)) return null;
        var flight = new Flight(++_lastNumber);
        var report = new Lists();
        for (var bytes = 0; report.Count < options.ReportItems - 2 && _waiting.TryPeek(out var task);)
        {
            if (!task.Released)
            {
                var size = task.Telling.Size;
                if (bytes > 0 && bytes + size > options.ReportBytes) break;
                bytes += size;
                flight.Items.Add(report.Take(task));
            }

            _waiting.Dequeue();
            task.Telling.Waits = false;
        }

        if (report.Count == 0) return null;
        _flight = flight;
        _failedAt = null;
        return new OutgoingReport(flight.Number, report.ToReport(workerId, session));
    }

    /// <summary>The report in flight was sent, or not.</summary>
    public void Sent(long number, bool confirmed, Moment now)
    {
        if (_flight is not { } flight || flight.Number != number) return;
        _flight = null;
        if (!confirmed) _failedAt = now;
        foreach (var item in flight.Items)
        {
            if (item.Task.Released) continue;
            if (!confirmed) PutBack(item);
            else if (item.End) _told.Enqueue((item.Task, now));
        }
    }

    private void PutBack(Item item)
    {
        var telling = item.Task.Telling;
        telling.Started ??= item.Started;
        telling.Progress ??= item.Progress;
        if (item.End) telling.EndTold = false;
        Add(item.Task);
    }

    private sealed record Item(HeldTask Task, TaskStarted? Started, TaskProgress? Progress, bool End);

    private sealed record Flight(long Number)
    {
        public List<Item> Items { get; } = [];
    }

    private sealed class Lists
    {
        private readonly List<TaskStarted> _started = [];
        private readonly List<TaskProgress> _progress = [];
        private readonly List<TaskFinished> _finished = [];
        private readonly List<TaskNotStarted> _notStarted = [];

        public int Count => _started.Count + _progress.Count + _finished.Count + _notStarted.Count;

        public Item Take(HeldTask task)
        {
            var telling = task.Telling;
            var item = new Item(task, telling.Started, telling.HasEnd ? null : telling.Progress, telling.HasEnd && !telling.EndTold);
            if (item.Started is { } started) _started.Add(started);
            if (item.Progress is { } progress) _progress.Add(progress);
            if (item.End && telling.Finished is { } finished) _finished.Add(finished);
            if (item.End && telling.NotStarted is { } notStarted) _notStarted.Add(notStarted);
            telling.Started = null;
            telling.Progress = null;
            telling.EndTold |= item.End;
            return item;
        }

        public WorkerReport ToReport(string workerId, long session) => new()
        {
            WorkerId = workerId,
            Session = session,
            Started = _started,
            Progress = _progress,
            Finished = _finished,
            NotStarted = _notStarted,
        };
    }
}
