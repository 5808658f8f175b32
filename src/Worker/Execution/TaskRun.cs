using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution.Http;
using Fleet.Worker.Execution.Values;
using Fleet.Worker.Protocol;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>One held dispatch from its order to its reported end. Stages follow one another; each asks the machine before it touches a container.</summary>
internal sealed partial class TaskRun : IDisposable
{
    private readonly HeldTask task;
    private readonly WorkerMachine machine;
    private readonly IContainerRuntime runtime;
    private readonly TaskTools tools;
    private readonly CancellationTokenSource released = new();
    private readonly StopRequest stop = new();
    private readonly TaskStory story;
    private readonly OpenedWork opened;
    private readonly string? refusal;
    private Func<bool, CancellationToken, Task>? run;

    public TaskRun(HeldTask task, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools)
    {
        this.task = task;
        this.machine = machine;
        this.runtime = runtime;
        try
        {
            opened = OpenedWork.Of(task.Order.Work, tools.Secrets);
        }
        catch (SecretCipherException error)
        {
            opened = new OpenedWork(task.Order.Work, []);
            refusal = $"worker {tools.WorkerId}: {error.Message}";
        }

        this.tools = tools with { StopAsked = stop.Asked, Mask = SecretMask.Of(opened.Secrets), TellsWaiting = reason => machine.Do((protocol, now) => protocol.Progress(task, story!.Waiting(reason), now)) };
        story = new TaskStory(task, this.tools);
    }

    /// <summary>The coordinator wants it stopped.</summary>
    public void Stop(string reason, int? graceSeconds) => stop.Ask(TaskEnd.Cancelled, reason, graceSeconds);

    /// <summary>It is not ours any more: stop waiting, touch nothing.</summary>
    public void LetGo()
    {
        try
        {
            released.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has come to its end meanwhile.
        }
    }

    /// <inheritdoc />
    public void Dispose() => released.Dispose();

    /// <summary>Runs or adopts it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (refusal is not null)
        {
            Finish(story.Refused(refusal));
            return;
        }

        await GuardedAsync(RunAsync, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(bool again, CancellationToken cancellationToken)
    {
        // What it has begun it goes on with.
        if (run is null && await FilledAsync(cancellationToken).ConfigureAwait(false) is { } work)
            run = Containerless(work) is { } bare ? bare.RunAsync : PodOf(work).RunAsync;
        if (run is not null)
            await run(again, cancellationToken).ConfigureAwait(false);
    }

    // Null: it was asked to stop. Who takes a pod over finds its files in it.
    private async Task<TaskWork?> FilledAsync(CancellationToken cancellationToken)
    {
        if (task.Adopted)
            return opened.Work;
        try
        {
            return await stop.CutsShortAsync(token => new ValueInputs(task.Order, tools).FilledAsync(opened.Work, token), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.End is { } end)
        {
            Finish(story.Ended(end, stop.Reason));
            return null;
        }
    }

    private PodRun PodOf(TaskWork work) => work.Pod is { Containers.Count: > 0 } pod
        ? new PodRun(task, pod, machine, runtime, tools, story, stop)
        : throw new ContainerRefusedException("this worker runs pods of containers only; its version is older than the coordinator's");

    private ContainerlessRun? Containerless(TaskWork work) => work switch
    {
        { HttpCall: { } call } => new HttpCallRun(task, call, machine, tools, story, stop),
        { ListArtifacts: { } listing } => new ListingRun(task, listing, machine, tools, story, stop),
        { ReadArtifact: { } reading } => new ReadingRun(task, reading, machine, tools, story, stop),
        _ => null,
    };

    private async Task GuardedAsync(Func<bool, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, released.Token);
        using var deadline = DeadlineWatch.Of(task.Order.Deadline, tools.Time, stop.AskAt);
        for (var again = false; ; again = true)
        {
            try
            {
                await run(again, either.Token).ConfigureAwait(false);
                return;
            }
            catch (ContainerRefusedException error)
            {
                Finish(story.Refused(error.Message));
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException || !either.IsCancellationRequested)
            {
                // A defect must not hold the task for ever. Before a start was permitted another worker may do better; from then on it may run, so look again and follow what is there.
                LogDefect(tools.Logger, task.Stamp, error);
                if (task.State is HeldState.Taken or HeldState.Building)
                {
                    machine.Do((protocol, now) => protocol.NotStarted(task, tools.Shown($"{error.GetType().Name}: {error.Message}")!, now));
                    return;
                }
            }

            await Task.Delay(TaskTools.EngineRetry, tools.Time, either.Token).ConfigureAwait(false);
        }
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));

    [LoggerMessage(1, LogLevel.Error, "The run of {Stamp} failed by a defect of the worker.")]
    private static partial void LogDefect(ILogger logger, TaskStamp stamp, Exception error);
}
