using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>What a new leader starts from.</summary>
internal static class LeaderSnapshotQuery
{
    public static async Task<LeaderSnapshot> LoadAsync(SqlSession session, Leadership leadership)
    {
        var (lastSequence, lastSession) = await LeaderQueries.FenceAsync(session, leadership, writing: false);
        var scope = ("scope", (object)leadership.Scope);
        var tasks = await session.ListAsync(
            """
            SELECT n.workflow, n.ordinal, n.request, n.dispatch, n.task_state, n.task_body
            FROM workflows w JOIN nodes n ON n.workflow = w.uid
            WHERE w.scope = @scope AND n.task_state <> 0
            ORDER BY w.created_at, n.workflow, n.ordinal
            """,
            row => new LiveTask(row.Uid(0), row.Int(1), row.Bytes(2), new(row.Int(3), row.Int(4), row.Bytes(5))),
            scope);
        var sessions = await SessionsAsync(session, leadership.Scope);
        var timers = await session.ListAsync(
            """
            SELECT t.workflow, t.ordinal, t.kind, t.due FROM timers t JOIN workflows w ON w.uid = t.workflow
            WHERE w.scope = @scope ORDER BY t.due, t.workflow, t.ordinal, t.kind
            """,
            row => new TimerRow(row.Uid(0), new(row.Int(1), (TimerKind)row.Int(2)), row.Moment(3)),
            scope);
        var outbox = await session.ListAsync(
            "SELECT sequence, message_id, kind, destination, order_key, body FROM outbox WHERE scope = @scope ORDER BY sequence",
            row => new OutboxRow(row.Long(0), row.Uid(1), row.Text(2), row.Text(3), row.Text(4), row.Bytes(5)),
            scope);
        var locks = await session.ListAsync(
            "SELECT l.workflow, l.ordinal, l.body FROM locks l JOIN workflows w ON w.uid = l.workflow WHERE w.scope = @scope ORDER BY l.workflow, l.ordinal",
            row => new LockRow(row.Uid(0), row.Int(1), row.Bytes(2)),
            scope);
        return new(tasks, sessions, timers, outbox, locks, lastSequence, lastSession);
    }

    public static Task<List<SessionRow>> SessionsAsync(SqlSession session, string scope)
        => session.ListAsync(
            "SELECT session, worker_id, state, body FROM sessions WHERE scope = @scope ORDER BY session",
            row => new SessionRow(row.Long(0), row.Text(1), row.Int(2), row.Bytes(3)),
            ("scope", scope));
}
