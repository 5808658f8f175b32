using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>What is told of a task: its stages with their times, its start, its end. The engine's progress comes from other threads.</summary>
internal sealed class TaskStory(HeldTask task, TaskTools tools)
{
    private readonly Lock gate = new();
    private readonly List<StageTime> stages = [new StageTime(TaskStage.Queued, tools.Time.GetUtcNow())];

    /// <summary>A stage begins.</summary>
    public TaskProgress Enter(TaskStage stage)
    {
        lock (gate)
        {
            if (stages[^1].Stage != stage)
                stages.Add(new StageTime(stage, tools.Time.GetUtcNow()));
        }

        return new TaskProgress { Stamp = task.Stamp, Stage = stage };
    }

    /// <summary>A pull gets on; null: it came late, the task is further than that.</summary>
    public TaskProgress? Pulling(PullProgress pull)
    {
        lock (gate)
        {
            if (stages[^1].Stage != TaskStage.Pull)
                return null;
        }

        var message = pull.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"pulling {pull.Image} {percent:F0} %") : $"pulling {pull.Image}";
        return new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Pull, Message = message, Percent = pull.Percent };
    }

    /// <summary>It waits for something, or does no more (null).</summary>
    public TaskProgress Waiting(string? reason)
    {
        lock (gate)
            return new TaskProgress { Stamp = task.Stamp, Stage = stages[^1].Stage, Message = tools.Shown(reason) };
    }

    /// <summary>Main runs.</summary>
    public TaskStarted Started(DateTimeOffset at, string? ip, bool daemonReady = false)
    {
        Enter(TaskStage.Run);
        return new TaskStarted { Stamp = task.Stamp, At = at, HostName = tools.HostName, Ip = ip, DaemonReady = daemonReady };
    }

    /// <summary>It can never run.</summary>
    public TaskFinished Refused(string message) => Ended(TaskEnd.Refused, message);

    /// <summary>It ended without facts of a container.</summary>
    public TaskFinished Ended(TaskEnd end, string? message) => new()
    {
        Stamp = task.Stamp,
        End = end,
        Message = tools.Shown(message),
        FinishedAt = tools.Time.GetUtcNow(),
        HostName = tools.HostName,
        Stages = StagesSoFar(),
    };

    /// <summary>Its containers ended.</summary>
    public TaskFinished Ended(TaskEnd end, string? message, IEnumerable<ContainerState?> mains, IReadOnlyList<ContainerResult> containers, CollectedOutputs outputs)
    {
        var ran = mains.OfType<ContainerState>().Where(main => main.Phase != ContainerPhase.Created).ToList();
        return Ended(end, message) with
        {
            StartedAt = ran.Min(main => main.StartedAt),
            FinishedAt = ran.Max(main => main.FinishedAt) ?? tools.Time.GetUtcNow(),
            Containers = containers,
            Result = outputs.Result,
            Parameters = outputs.Parameters,
            Artifacts = [.. outputs.Artifacts.Keys],
            ArtifactBytes = outputs.Artifacts,
            OutputErrors = [.. outputs.Errors.Select(error => tools.Shown(error)!)],
        };
    }

    /// <summary>A message as short as a report may carry it.</summary>
    public static string? Cut(string? message) => message is { Length: > MessageLimits.MessageChars } ? message[..MessageLimits.MessageChars] : message;

    private StageTime[] StagesSoFar()
    {
        lock (gate)
            return [.. stages];
    }
}
