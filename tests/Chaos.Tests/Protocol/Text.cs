using Fleet.Contracts;

namespace Fleet.Chaos.Tests.Protocol;

/// <summary>Short text of messages, for traces; the same for the same message in a replay.</summary>
internal static class Text
{
    public static string Of(object body) => body switch
    {
        WorkerHello h => $"hello {h.WorkerId} {Of(h.Boot)} #{h.Number}",
        WorkerBeat b => $"beat {b.WorkerId} s{b.Session} #{b.Number} held[{Of(b.Held)}] inv[{Of(b.Inventory)}]",
        WorkerReport r => $"report {r.WorkerId} s{r.Session} started[{Of(r.Started.Select(s => s.Stamp))}] ended[{string.Join(' ', r.Finished.Select(f => $"{Of(f.Stamp)}={f.End}"))}] not[{Of(r.NotStarted.Select(s => s.Stamp))}]",
        WorkerWelcome w => $"welcome {Of(w.Boot)} #{w.Number} s{w.Session}",
        SessionOver o => $"over s{o.Session}",
        WorkerOrders o => $"orders s{o.Session} ready[{Of(o.Ready.Select(r => r.Stamp))}] adopt[{Of(o.Adopt.Select(a => a.Task.Stamp))}] settle[{Of(o.Settle)}] cancel[{Of(o.Cancel.Select(c => c.Stamp))}] beat {o.Beat?.Number}",
        _ => body.ToString()!,
    };

    public static string Of(TaskStamp s) => $"n{Of(s.Workflow)}d{s.Dispatch}";

    private static string Of(IEnumerable<TaskStamp> stamps) => string.Join(' ', stamps.Select(Of));

    private static string Of(Guid id) => BitConverter.ToInt32(id.ToByteArray(), 0).ToString();
}
