namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The sentences of refused rows.</summary>
internal static class StoreConflicts
{
    public static StoreConflictException NameTaken(WorkflowRow row)
        => new(row.Record.Uid, $"A workflow named '{row.Record.Name}' exists already in namespace '{row.Record.Namespace}'.");

    public static StoreConflictException NotThere(WorkflowRow row)
        => new(row.Record.Uid, $"Workflow '{row.Record.Namespace}/{row.Record.Name}' ({row.Record.Uid}) is not, or no longer, in scope '{row.Scope}': it was deleted or taken over.");

    public static StoreConflictException ResourceTaken(ResourceRow row)
        => new(row.Uid, $"{row.Key} ({row.Uid}) cannot be written: another one has the name by now, or it was deleted.");

    public static StoreConflictException KeyTaken(Guid workflow, string key)
        => new(workflow, $"The idempotency key '{key}' belongs to another workflow.");
}
