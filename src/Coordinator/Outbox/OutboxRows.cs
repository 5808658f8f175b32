using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Work;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Outbox;

/// <summary>Turns what a group has to say into outbox rows: messages to workers, events to the world.</summary>
internal sealed class OutboxRows(TermMemory memory, EventWriter events, ILogSink logs, FleetIdentity fleet, CoordinatorOptions options)
{
    public async ValueTask WriteAsync(Group group, IReadOnlyList<WorkerMessage> messages, List<OutboxRow> rows)
    {
        foreach (var message in messages) await WriteAsync(group, message, rows).ConfigureAwait(false);
        foreach (var (unit, what) in group.Announcements)
        {
            if (events.Write(unit, what, group.Now) is not var (body, routingKey)) continue;
            unit.MarkChanged();
            rows.Add(Row(MessageKinds.Event, routingKey, unit.Uid.ToString("D"), body));
        }
    }

    private async ValueTask WriteAsync(Group group, WorkerMessage message, List<OutboxRow> rows)
    {
        switch (message)
        {
            case Orders orders:
                await WriteAsync(group, orders, rows).ConfigureAwait(false);
                break;
            case Welcome welcome:
                var answer = new WorkerWelcome
                {
                    Boot = welcome.Boot,
                    Number = welcome.Number,
                    Session = welcome.Session,
                    FleetId = fleet.FleetId,
                    Api = options.ApiAddress,
                    Token = options.ApiToken,
                };
                rows.Add(Row(MessageKinds.Welcome, message.WorkerId, "", JsonSerializer.SerializeToUtf8Bytes(answer, WireJson.Default.WorkerWelcome)));
                break;
            case Over over:
                rows.Add(Row(MessageKinds.Over, message.WorkerId, "", JsonSerializer.SerializeToUtf8Bytes(new SessionOver(over.Session), WireJson.Default.SessionOver)));
                break;
            case Drain drain:
                rows.Add(Row(MessageKinds.Drain, message.WorkerId, "", JsonSerializer.SerializeToUtf8Bytes(new WorkerDrain(drain.Session), WireJson.Default.WorkerDrain)));
                break;
            default:
                throw new InvalidOperationException($"The dispatcher's message {message.GetType().Name} is not known to the run loop.");
        }
    }

    private async ValueTask WriteAsync(Group group, Orders orders, List<OutboxRow> rows)
    {
        using var writer = new OrdersWriter(orders.Session);
        // A message that waits for values keeps no other task waiting.
        using var waiting = new OrdersWriter(orders.Session);
        foreach (var issued in orders.Ready)
            if (await ReadyAsync(group, issued).ConfigureAwait(false) is { } task) (task.StoredValues is null ? writer : waiting).Ready(task);
        foreach (var issued in orders.Adopt)
        {
            if (await ReadyAsync(group, issued).ConfigureAwait(false) is not { } task) continue;
            var marks = await logs.MarksAsync(task.Stamp, group.CancellationToken).ConfigureAwait(false);
            // What it was given lies in its containers.
            writer.Adopt(new TaskAdopt { Task = task with { StoredValues = null }, LogMarks = marks });
        }
        foreach (var stamp in orders.Settle) writer.Settle(WireMap.Stamp(stamp));
        foreach (var cancel in orders.Cancel) writer.Cancel(new TaskCancel(WireMap.Stamp(cancel.Stamp), cancel.Reason));
        foreach (var claim in orders.RemoveClaims) writer.RemoveClaim(claim);
        foreach (var kept in orders.RemoveKept) writer.RemoveKept(kept);
        if (orders.Beat is { } beat) writer.Beat(beat);
        writer.End();
        waiting.End();
        foreach (var body in writer.Messages.Concat(waiting.Messages)) rows.Add(Row(MessageKinds.Orders, orders.WorkerId, "", body));
    }

    /// <summary>The order of a dispatch; null: its node has ended in the meantime.</summary>
    private async ValueTask<TaskReady?> ReadyAsync(Group group, IssuedTask issued)
    {
        var stamp = issued.Stamp;
        if (await group.UnitAsync(stamp.Workflow).ConfigureAwait(false) is not { } unit) return null;
        if (Request(group, unit, stamp) is not { } request) return null;
        var scope = memory.ScopeOf(unit);
        var values = new WorkValues(scope);
        var work = values.Shorten(WorkBuilder.Build(scope, stamp.Ordinal, stamp.Dispatch, request));
        return new TaskReady
        {
            Stamp = WireMap.Stamp(stamp),
            Issue = issued.Issue,
            Namespace = scope.Namespace,
            WorkflowName = scope.Name,
            NodeName = request.NodeName,
            PodName = request.PodName,
            Work = work,
            Values = memory.ValuePlace,
            StoredValues = values.Taken,
            Deadline = request.Deadline,
            ActiveDeadlineSeconds = request.ActiveDeadlineSeconds,
        };
    }

    private static TaskRequest? Request(Group group, WorkflowUnit unit, DispatchStamp stamp) =>
        group.Requests.TryGetValue(stamp.Key, out var request) ? request : unit.Machine.Request(stamp.Ordinal);

    /// <summary>No order key: the protocol assumes no order between messages to a worker, so none waits for another.</summary>
    private OutboxRow Row(string kind, string destination, string orderKey, byte[] body) =>
        new(memory.NextSequence(), Guid.CreateVersion7(), kind, destination, orderKey, body);
}
