using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Runs;

/// <content>Objects beside workflows.</content>
internal sealed partial class Group
{
    /// <summary>Makes, replaces or deletes an object beside workflows. What is decided after it in this group sees it.</summary>
    public ResourceReply Change(ResourceChange change)
    {
        var (reply, row) = memory.Resources.Decide(change, Guid.CreateVersion7(now), now);
        if (row is null) return reply;
        _resources[row.Uid] = row;
        memory.Resources.Take(row);
        if (ResourceLimits.MayHold(row.Key)) memory.SetLimits(now);
        Audit.Add(new AuditRow(null, now, $"{reply.Outcome}", row.Key.ToString()));
        return reply;
    }

    /// <summary>Seals Secrets anew that an older key sealed.</summary>
    public void RenewSecrets()
    {
        foreach (var row in memory.Resources.Renewed())
        {
            _resources[row.Uid] = row;
            memory.Resources.Take(row);
            Audit.Add(new AuditRow(null, now, "SecretRenewed", row.Key.ToString()));
        }
    }

    /// <summary>Takes in objects beside workflows that another process has written.</summary>
    public void Found(ResourcePage page)
    {
        foreach (var row in page.Items) memory.Resources.Take(row);
        if (page.Items.Any(row => ResourceLimits.MayHold(row.Key))) memory.SetLimits(now);
    }
}
