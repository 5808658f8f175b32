using Fleet.Contracts;
using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>Wire records to the dispatcher's inputs. Contracts and domain do not know each other; this is where they meet.</summary>
internal static class WireMap
{
    public static Hello Hello(WorkerHello hello) => new()
    {
        WorkerId = hello.WorkerId,
        Boot = hello.Boot,
        Number = hello.Number,
        Engine = hello.Engine,
        HostName = hello.HostName,
        Labels = hello.Labels,
        Slots = hello.Slots,
        Cpu = hello.Cpu,
        Memory = hello.Memory,
        Runtime = hello.Runtime,
        Version = hello.Version,
    };

    public static Beat Beat(WorkerBeat beat) => new()
    {
        WorkerId = beat.WorkerId,
        Session = beat.Session,
        Number = beat.Number,
        Held = Stamps(beat.Held),
        Inventory = Stamps(beat.Inventory),
        Draining = beat.Draining,
        ArtifactProblem = Limit(beat.ArtifactProblem),
        SecretKeys = beat.SecretKeys,
    };

    public static Started Started(WorkerReport report, TaskStarted item) =>
        new(report.WorkerId, report.Session, Stamp(item.Stamp), item.At, item.HostName, item.Ip, item.DaemonReady);

    public static Progressed Progressed(WorkerReport report, TaskProgress item) =>
        new(report.WorkerId, report.Session, Stamp(item.Stamp), Sentence(item), item.Containers.Count == 0 ? null : Containers(item.Containers), item.Stage == TaskStage.Collect);

    public static GivenUp NotStarted(WorkerReport report, TaskNotStarted item) =>
        new(report.WorkerId, report.Session, Stamp(item.Stamp), GivenUpKind.NotStarted, item.Reason);

    /// <summary>An end for good, or one that only tells of the infrastructure.</summary>
    public static ReportItem Ended(WorkerReport report, TaskFinished item) => item.End switch
    {
        TaskEnd.Killed => new GivenUp(report.WorkerId, report.Session, Stamp(item.Stamp), GivenUpKind.Killed, item.Message ?? "The container engine killed the container."),
        TaskEnd.Vanished => new GivenUp(report.WorkerId, report.Session, Stamp(item.Stamp), GivenUpKind.Vanished, item.Message ?? "The container is gone."),
        _ => new Finished(report.WorkerId, report.Session, Stamp(item.Stamp), Outcome(item)),
    };

    public static DispatchStamp Stamp(TaskStamp stamp) => new(stamp.Workflow, stamp.Ordinal, stamp.Dispatch);

    public static TaskStamp Stamp(DispatchStamp stamp) => new(stamp.Workflow, stamp.Ordinal, stamp.Dispatch);

    private static DispatchStamp[] Stamps(IReadOnlyList<TaskStamp> stamps)
    {
        if (stamps.Count == 0) return [];
        var mapped = new DispatchStamp[stamps.Count];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = Stamp(stamps[i]);
        return mapped;
    }

    private static TaskOutcome Outcome(TaskFinished item) => new()
    {
        Kind = item.End switch
        {
            TaskEnd.Exited => TaskOutcomeKind.Exited,
            TaskEnd.Cancelled => TaskOutcomeKind.Cancelled,
            TaskEnd.DeadlineExceeded => TaskOutcomeKind.DeadlineExceeded,
            _ => TaskOutcomeKind.Refused,
        },
        Message = Limit(item.Message),
        StartedAt = item.StartedAt,
        FinishedAt = item.FinishedAt,
        Containers = Containers(item.Containers),
        Result = item.Result,
        Http = item.Http is { } reply ? new HttpAnswer(reply.StatusCode, reply.Headers, reply.Body) : null,
        Parameters = item.Parameters,
        Artifacts = item.Artifacts,
        ArtifactBytes = item.ArtifactBytes,
        OutputErrors = item.OutputErrors,
        HostName = item.HostName,
    };

    private static ContainerOutcome[] Containers(IReadOnlyList<ContainerResult> containers) =>
        [.. containers.Select(c => new ContainerOutcome(c.Name, c.ExitCode, c.OomKilled, Limit(c.Message), c.StartedAt, c.FinishedAt))];

    private static string? Limit(string? message) => message is { Length: > MessageLimits.MessageChars } ? message[..MessageLimits.MessageChars] : message;

    private static string? Sentence(TaskProgress progress) => (progress.Message, progress.Percent) switch
    {
        (null, _) => null,
        (_, null) => progress.Message,
        var (message, percent) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{message} {percent:0} %"),
    };
}
