using System.Globalization;

namespace Fleet.Workflows.Dispatch;

/// <summary>Begin and end of sessions, and what that means for their tasks.</summary>
internal sealed class SessionMoves(SessionBook sessions, ReadyQueues queues, Leases leases, TaskMoves tasks, Losses losses, ChangeLog log, DispatcherOptions options)
{
    private readonly List<WorkerSession> _resting = [];

    /// <summary>Hello (rule 1): the same one gets the same session; it ends nothing but earlier hellos of the same process, which it has given up itself.</summary>
    public void Hello(Hello hello, DateTimeOffset now)
    {
        var known = sessions.Of(hello.WorkerId);
        foreach (var session in known)
        {
            if (session.Worker.Boot != hello.Boot || session.Worker.Number != hello.Number) continue;
            if (session.State == SessionState.Pending) Welcome(session);
            return;
        }

        if (known.Any(s => s.Worker.Boot == hello.Boot && s.Worker.Number > hello.Number)) return;
        var added = new WorkerSession(sessions.NextSession(), hello, sessions.Engine(hello.Engine));
        sessions.Add(added);
        leases.Give(added, now);
        log.Changed(added);
        Welcome(added);
        End([.. known.Where(s => s.State == SessionState.Pending && s.Worker.Boot == hello.Boot)], "the worker has said hello again", now);
    }

    /// <summary>First beat (rule 2): the session begins and ends the older ones of its worker; orphans of the engine are adopted.</summary>
    public void Begin(WorkerSession session, DateTimeOffset now)
    {
        session.State = SessionState.Live;
        session.Engine.Recount();
        queues.Join(session);
        log.Changed(session);
        var older = sessions.Of(session.Worker.WorkerId).Where(s => s != session && (s.State == SessionState.Live || s.Id < session.Id));
        End([.. older], "the worker began a new session", now);
        HandOverOrphans(session.Engine, "", now);
    }

    /// <summary>Sessions whose lease is out.</summary>
    public void Expire(IReadOnlyList<WorkerSession> expired, DateTimeOffset now) => End(expired, string.Create(CultureInfo.InvariantCulture,
        $"no worker there was heard for {options.SessionLease.TotalSeconds:0.#} s, so it runs again elsewhere"), now);

    /// <summary>What the worker says of draining.</summary>
    public void Draining(WorkerSession session, bool draining)
    {
        if (session.Draining == draining) return;
        session.Draining = draining;
        queues.Refile(session);
        log.Changed(session);
    }

    /// <summary>What the worker says of the artifact store and of its secret keys.</summary>
    public void CanDo(WorkerSession session, string? artifactProblem, IReadOnlyList<string> secretKeys)
    {
        var keys = secretKeys.Count < 2 ? secretKeys : [.. secretKeys.Distinct().Order(StringComparer.Ordinal)];
        var changed = artifactProblem is null != session.ArtifactProblem is null || !keys.SequenceEqual(session.SecretKeys);
        session.ArtifactProblem = artifactProblem;
        session.SecretKeys = keys;
        if (changed) queues.Rejoin(session);
    }

    /// <summary>An operator wants a worker to drain.</summary>
    public bool OrderDrain(string workerId)
    {
        var found = sessions.Of(workerId);
        foreach (var session in found)
        {
            session.DrainOrdered = true;
            queues.Refile(session);
            log.Changed(session);
            RepeatDrain(session);
        }

        return found.Count > 0;
    }

    /// <summary>The order to drain again, until the worker says that it does.</summary>
    public void RepeatDrain(WorkerSession session)
    {
        if (session.DrainOrdered && !session.Draining) log.Say(new Drain(session.Worker.WorkerId, session.Id));
    }

    /// <summary>A dispatch did not start there: the session gets nothing for a while, so that a broken worker does not eat the queue.</summary>
    public void Rest(WorkerSession session, DateTimeOffset now)
    {
        if (session.RestsUntil is null) _resting.Add(session);
        session.RestsUntil = now + losses.Pause(session.FailuresInRow++);
        queues.Refile(session);
    }

    /// <summary>A task started there: it works.</summary>
    public static void Works(WorkerSession session) => session.FailuresInRow = 0;

    /// <summary>Ends the rests that are over.</summary>
    public void EndRests(DateTimeOffset now)
    {
        for (var i = _resting.Count - 1; i >= 0; i--)
        {
            var session = _resting[i];
            if (!session.IsOver && session.RestsUntil > now) continue;
            session.RestsUntil = null;
            _resting.RemoveAt(i);
            queues.Refile(session);
        }
    }

    /// <summary>Tasks of an engine without a session: adopted, waiting, or given up (rule 4).</summary>
    public void HandOverOrphans(EngineRoom engine, string why, DateTimeOffset now)
    {
        foreach (var task in engine.Orphans.ToArray()) HandOver(task, engine, why, now);
    }

    private void End(IReadOnlyList<WorkerSession> ended, string why, DateTimeOffset now)
    {
        // First all of them, then their tasks: none is handed to a session that ends with it.
        foreach (var session in ended)
        {
            queues.Leave(session);
            leases.Remove(session);
            sessions.Remove(session);
            log.Removed(session);
        }

        foreach (var session in ended)
        {
            foreach (var task in session.Tasks.ToArray()) HandOver(task, session.Engine, why, now);
            HandOverOrphans(session.Engine, why, now);
            queues.RoomOn(session.Engine);
        }
    }

    private void HandOver(LiveTask task, EngineRoom engine, string why, DateTimeOffset now)
    {
        if (!tasks.HandOver(task)) losses.EngineLost(task, $"engine on {engine.HostName} lost: {why}", now);
    }

    private void Welcome(WorkerSession session) => log.Say(new Welcome(session.Worker.WorkerId, session.Id, session.Worker.Boot, session.Worker.Number));
}
