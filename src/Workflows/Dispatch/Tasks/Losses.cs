using System.Globalization;
using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Dispatch;

/// <summary>What becomes of a task whose dispatch was given up: stopped, issued again, or refused after too many losses.</summary>
internal sealed class Losses(TaskMoves moves, ChangeLog log, DispatcherOptions options)
{
    private const int ReasonChars = 300;

    /// <summary>Nobody spoke for the engine for a whole lease.</summary>
    public void EngineLost(LiveTask task, string reason, DateTimeOffset now) => GiveUp(task, reason, counts: true, engineLost: true, notBefore: now, now);

    /// <summary>The assigned session said that it came to nothing.</summary>
    /// <param name="task">The task.</param>
    /// <param name="item">What it said.</param>
    /// <param name="now">Now.</param>
    public void Reported(LiveTask task, GivenUp item, DateTimeOffset now)
    {
        var session = task.Session!;
        var reason = $"worker {session.Worker.WorkerId} on {session.Engine.HostName}: {item.Reason}";
        if (item.Kind != GivenUpKind.NotStarted && task.StopReason is { } stop)
        {
            moves.End(task);
            log.Tell(task.Key.Workflow, new TaskEnded(task.Key.Ordinal, task.Dispatch, new TaskOutcome
            {
                Kind = TaskOutcomeKind.Cancelled,
                Message = $"{stop} ({reason})",
                FinishedAt = now,
            }));
            return;
        }

        // An adoption that finds nothing is nobody's fault: a worker was replaced before the start. It goes out again at once, as does what a draining worker hands back.
        var handedBack = item.Kind == GivenUpKind.NotStarted && (session.Draining || session.DrainOrdered) && !task.Adopted;
        var atOnce = handedBack || (item.Kind == GivenUpKind.NotStarted && task.Adopted);
        if (!atOnce) task.AvoidEngine = session.Engine.Id;
        GiveUp(task, reason, counts: !handedBack, engineLost: false, atOnce ? now : now + Pause(task.Losses.Count), now);
    }

    /// <summary>Pause after a number of failures in a row (0: the first).</summary>
    public TimeSpan Pause(int failures)
    {
        var pause = options.RetryPause * Math.Pow(2, Math.Min(failures, 20));
        return pause < options.RetryPauseMax ? pause : options.RetryPauseMax;
    }

    private void GiveUp(LiveTask task, string reason, bool counts, bool engineLost, DateTimeOffset notBefore, DateTimeOffset now)
    {
        var (workflow, ordinal) = task.Key;
        if (task.StopReason is not null)
        {
            moves.End(task);
            log.Tell(workflow, new TaskStopped(ordinal));
            return;
        }

        if (counts) task.Losses.Add(reason.Length <= ReasonChars ? reason : reason[..ReasonChars] + "…");
        if (task.Losses.Count <= options.MaxReissues)
        {
            moves.Requeue(task, engineLost, notBefore, now);
            log.Tell(workflow, new TaskLost(ordinal, task.Dispatch, reason));
            return;
        }

        moves.End(task);
        log.Tell(workflow, new TaskEnded(ordinal, task.Dispatch, new TaskOutcome { Kind = TaskOutcomeKind.Refused, Message = Sentence(task.Losses), FinishedAt = now }));
    }

    private static string Sentence(List<string> losses)
    {
        var reasons = string.Join("; ", losses.Select((l, i) => string.Create(CultureInfo.InvariantCulture, $"({i + 1}) {l}")));
        return string.Create(CultureInfo.InvariantCulture,
            $"given up: {losses.Count} dispatches came to nothing, so it is not issued again. See to these reasons, then retry the workflow: {reasons}");
    }
}
