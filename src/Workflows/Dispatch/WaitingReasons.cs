using System.Globalization;

namespace Fleet.Workflows.Dispatch;

/// <summary>Says why a task waits. Found out when asked: nothing is kept for it.</summary>
internal sealed class WaitingReasons(SessionBook sessions, ReadyQueues queues)
{
    public string? Of(LiveTask task, DateTimeOffset now)
    {
        if (task.State == LiveTaskState.Assigned) return null;
        if (task.State == LiveTaskState.Orphan) return $"waits for a worker on host {sessions.FindEngine(task.Engine!)?.HostName ?? task.Engine} to take it over";
        if (task.NotBefore > now) return $"issued again at {Time(task.NotBefore)}; last time: {task.Losses.LastOrDefault()}";
        var needs = task.Needs;
        var group = new ReadyGroup("", needs);
        if (queues.Profiles.Count == 0) return "no worker is connected";
        if (queues.Profiles.All(p => p.Pool != needs.Pool)) return $"no worker of pool '{needs.Pool}' is connected (pools with workers: {Pools()})";
        var labelled = queues.Profiles.Where(group.MatchesLabels).ToList();
        if (labelled.Count > 0 && labelled.TrueForAll(p => !group.Matches(p))) return Unable(group, labelled);
        var matching = labelled.Where(group.Matches).SelectMany(p => p.Sessions).ToList();
        if (matching.Count == 0) return $"no worker of pool '{needs.Pool}' has the labels {LabelText.Readable(needs.NodeSelector.Where(l => l.Key != TaskNeeds.PoolLabel))}";
        if (needs.Engine is { } pin) matching.RemoveAll(s => s.Engine.Id != pin);
        if (matching.Count == 0) return $"{Pinned(needs, needs.Engine!)}, and no worker there matches";
        var reason = TooLarge(task, matching) ?? Busy(task, matching);
        return needs.Engine is { } engine ? $"{Pinned(needs, engine)}: {reason}" : reason;
    }

    private static string Unable(ReadyGroup group, List<WorkerProfile> profiles)
    {
        var opening = profiles.Where(group.OpensSecrets).ToList();
        var first = (opening.Count > 0 ? opening : profiles).SelectMany(p => p.Sessions).MinBy(s => s.Id)!;
        if (opening.Count == 0)
            return $"its Secrets are sealed with the secret key {string.Join(" and ", group.SecretKeys)}, and no worker that fits has it: FLEET_SECRET_KEY_FILE (--secret-key-file) or FLEET_SECRET_KEY; {first.Worker.WorkerId} has {(first.SecretKeys.Count == 0 ? "none" : string.Join(", ", first.SecretKeys))}";
        return $"it has artifacts, and no worker that fits reaches the artifact store; {first.Worker.WorkerId}: {first.ArtifactProblem}";
    }

    private string Pinned(TaskNeeds needs, string engine) => needs.Claims.Count == 0
        ? $"it must run on host {HostOf(engine)}, where a daemon of its template runs"
        : $"it must run on host {HostOf(engine)}, where its volume claim {string.Join(", ", needs.Claims.Select(claim => $"'{claim}'"))} lies";

    private string HostOf(string engine) => sessions.FindEngine(engine)?.HostName ?? engine;

    private static string? TooLarge(LiveTask task, List<WorkerSession> matching)
    {
        if (matching.Any(s => s.Engine.CouldHold(task.Millicores, task.Needs.Memory))) return null;
        var wants = new List<string>();
        if (task.Millicores > 0) wants.Add($"{Cores(task.Millicores)} (largest engine: {Cores(matching.Max(s => s.Engine.Millicores))})");
        if (task.Needs.Memory > 0) wants.Add($"{Bytes(task.Needs.Memory)} of memory (largest engine: {Bytes(matching.Max(s => s.Engine.Memory))})");
        return $"no worker fits: it asks for {string.Join(" and ", wants)}";
    }

    private static string Busy(LiveTask task, List<WorkerSession> matching)
    {
        var open = matching.Where(s => s.IsOpen).ToList();
        if (open.Count == 0)
        {
            var rests = matching.Where(s => s.RestsUntil is not null).Select(s => s.RestsUntil!.Value).ToList();
            return rests.Count > 0
                ? $"every worker that fits drains, or rests because its last tasks did not start (the first until {Time(rests.Min())})"
                : "every worker that fits drains";
        }

        var slots = open.Sum(s => s.Worker.Slots);
        var used = open.Sum(s => Math.Min(s.Tasks.Count, s.Worker.Slots));
        if (open.All(s => s.Free <= 0 || s.Engine.UsedSlots >= s.Engine.Slots)) return NoSlot(task.Needs.Pool, used, slots, open.Sum(s => s.Tasks.Count(other => other.DaemonReady)));
        if (open.Any(s => s.Free > 0 && s.Engine.HasRoomFor(task.Millicores, task.Needs.Memory))) return "is issued next";
        var engines = open.Where(s => s.Free > 0).Select(s => s.Engine).Distinct().ToList();
        var wants = new List<string>();
        if (task.Millicores > 0) wants.Add($"{Cores(task.Millicores)} (most free: {Cores(engines.Max(e => e.Millicores - e.UsedMillicores))})");
        if (task.Needs.Memory > 0) wants.Add($"{Bytes(task.Needs.Memory)} of memory (most free: {Bytes(engines.Max(e => e.Memory - e.UsedMemory))})");
        return $"waits for room: it asks for {string.Join(" and ", wants)}";
    }

    // Daemons go on until their template is over: they may be what the task waits for in vain.
    private static string NoSlot(string pool, int used, int slots, int daemons) =>
        string.Create(CultureInfo.InvariantCulture, $"no free slot in pool '{pool}': {used} of {slots} in use{(daemons == 0 ? "" : $", {daemons} of them by daemons, which keep theirs until their templates are over")}");

    private string Pools() => string.Join(", ", queues.Profiles.Select(p => p.Pool).Distinct().Order(StringComparer.Ordinal));

    private static string Cores(long millicores) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(millicores, 0) / 1000.0:0.###} cores");

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.##} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.##} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(bytes, 0)} B"),
    };

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
