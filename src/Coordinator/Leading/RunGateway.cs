using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Runs.Inputs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Workers;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Leading;

/// <summary>The way from the rest of the process into the loop of the present term.</summary>
internal sealed class RunGateway(CoordinatorOptions options) : IWorkflowCommands, IResourceCommands, IWaitingReasons, IWorkerDirectory, ILeadership
{
    private readonly Lock _gate = new();
    private LeaderTerm? _term;
    private TaskCompletionSource _leading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _consuming = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Scope => options.Scope;

    /// <summary>Largest submission, in bytes.</summary>
    public int SubmissionLimit => options.SubmissionLimit;

    public bool IsLeading => Volatile.Read(ref _term) is not null;

    public IReadOnlyList<WorkerView> Workers => Volatile.Read(ref _term)?.Sessions is { } sessions ? [.. sessions.Select(WorkerViews.Of)] : [];

    public Task WhenLeadingAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _leading.Task.WaitAsync(cancellationToken);
    }

    public Task WhenConsumingAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _consuming.Task.WaitAsync(cancellationToken);
    }

    public async Task<CommandReply> RequestAsync(Guid uid, UserRequest request, CancellationToken cancellationToken)
    {
        if (await Term().ReachAsync(uid, cancellationToken).ConfigureAwait(false) is { } refusal) return new CommandReply(CommandOutcome.Refused, refusal, 0);
        var input = new RequestInput(uid, request);
        Post(input);
        return await input.Reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<CommandReply> DeleteAsync(Guid uid, CancellationToken cancellationToken)
    {
        if (await Term().ReachAsync(uid, cancellationToken).ConfigureAwait(false) is { } refusal) return new CommandReply(CommandOutcome.Refused, refusal, 0);
        var input = new DeleteInput(uid);
        Post(input);
        return await input.Reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<WaitingView>> ReasonsAsync(Guid uid, int limit, CancellationToken cancellationToken)
    {
        var input = new WhyInput(uid, limit);
        Post(input);
        return await input.Reasons.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<ResourceReply> ChangeAsync(ResourceChange change, CancellationToken cancellationToken)
    {
        if (options.Scope != LeaderScope.Fleet) throw new NotLeadingException(LeaderScope.Fleet);
        var input = new ResourceInput(change);
        Post(input);
        return await input.Reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a workflow that was parsed and validated.</summary>
    /// <returns>Its uid, or that of an earlier submission with the same key.</returns>
    public async Task<Guid> AcceptAsync(WorkflowRecord record, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var input = new SubmissionInput(record, idempotencyKey, options.ArtifactRepository, options.NodeLimit, options.ValueLimit);
        Post(input);
        return await input.Accepted.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Enter(LeaderTerm term)
    {
        lock (_gate)
        {
            Volatile.Write(ref _term, term);
            _leading.TrySetResult();
        }
    }

    /// <summary>The term's queues are connected.</summary>
    public void Consuming()
    {
        lock (_gate) _consuming.TrySetResult();
    }

    public void Leave(LeaderTerm term)
    {
        lock (_gate)
        {
            if (_term != term) return;
            Volatile.Write(ref _term, null);
            _leading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _consuming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Post(RunInput input) => Term().Post(input);

    private LeaderTerm Term() => Volatile.Read(ref _term) ?? throw new NotLeadingException(options.Scope);
}
