namespace Fleet.Coordinator.Storage.Sql;

/// <summary>What a batch must fulfil in itself, before any database sees it. Breaking these is a mistake of the writer, not of a user.</summary>
internal static class BatchRules
{
    /// <exception cref="ArgumentException">A row is there twice, of another scope, or without its workflow.</exception>
    public static void Check(CommitBatch batch)
    {
        var workflows = new HashSet<Guid>(batch.Workflows.Count);
        foreach (var row in batch.Workflows)
        {
            Require(workflows.Add(row.Record.Uid), "workflow", row.Record.Uid, "is there twice");
            Require(row.Scope == batch.Leadership.Scope, "workflow", row.Record.Uid, $"is of scope '{row.Scope}', the lead is of '{batch.Leadership.Scope}'");
        }

        var nodes = new HashSet<(Guid, int)>(batch.Nodes.Count);
        foreach (var row in batch.Nodes)
        {
            Require(workflows.Contains(row.Workflow), "node", (row.Workflow, row.Record.Ordinal), "comes without its workflow, which needs a new version");
            Require(nodes.Add((row.Workflow, row.Record.Ordinal)), "node", (row.Workflow, row.Record.Ordinal), "is there twice");
        }

        foreach (var row in batch.Values)
            Require(workflows.Contains(row.Workflow), "value", (row.Workflow, row.Value.Sha256), "comes without its workflow");
        Unique(batch.Values.Select(row => (row.Workflow, row.Value.Sha256)), "value");
        foreach (var row in batch.Resources)
            Require(batch.Leadership.Scope == LeaderScope.Fleet, "object", row.Key, $"is written by the leader of '{LeaderScope.Fleet}' only, the lead is of '{batch.Leadership.Scope}'");
        Unique(batch.Resources.Select(row => row.Uid), "object");
        Unique(batch.Deletes, "delete of workflow");
        Unique(batch.TimersSet.Select(timer => (timer.Workflow, timer.Key)), "timer");
        Unique(batch.Locks.Select(row => (row.Workflow, row.Ordinal)).Concat(batch.LocksReleased), "request for locks");
        Unique(batch.Logs.Select(row => (row.Workflow, row.Ordinal, row.Dispatch)), "log row");
        Unique(batch.Garbage.Select(row => row.Id).Concat(batch.GarbageCollected), "garbage row");
        Unique(batch.Memo.Select(row => row.Key), "memoization entry");
        Unique(batch.Sessions.Select(session => session.Session), "session");
        Unique(batch.Outbox.Select(row => row.Sequence), "outbox row");
        Unique(batch.IdempotencyKeys.Select(key => key.Key), "idempotency key");
    }

    private static void Unique<T>(IEnumerable<T> keys, string what)
        where T : notnull
    {
        var seen = new HashSet<T>();
        foreach (var key in keys)
            Require(seen.Add(key), what, key, "is there twice");
    }

    private static void Require(bool holds, string what, object key, string fault)
    {
        if (!holds)
            throw new ArgumentException($"A commit batch contradicts itself: {what} {key} {fault}.");
    }
}
