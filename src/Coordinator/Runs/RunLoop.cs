using System.Threading.Channels;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Dispatch;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// The one writer of a scope. Takes what waits (never waiting to fill a group), lets engine and dispatcher decide it in memory, commits once, then answers all of it.
/// </summary>
internal sealed partial class RunLoop(
    TermMemory memory, BatchBuilder builder, OutboxSender outbox, ITermSignals signals, int groupSize, TimeProvider time, ILogger<RunLoop> logger)
{
    /// <summary>Most tasks issued by one commit: about what keeps a commit below some ten milliseconds.</summary>
    private const int MostIssued = 500;

    private readonly Channel<RunInput> _inputs = Channel.CreateUnbounded<RunInput>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Puts an input in line.</summary>
    /// <returns>False: the loop has ended; the input was failed.</returns>
    public bool Post(RunInput input)
    {
        if (_inputs.Writer.TryWrite(input)) return true;
        input.Failed(new NotLeadingException(memory.Lead.Scope));
        return false;
    }

    /// <summary>Runs until cancelled, or until an exception says that this term is over. Everything that still waits is failed then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var inputs = new List<RunInput>(groupSize);
        try
        {
            while (await _inputs.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                Take(inputs);
                await ProcessAsync(inputs, cancellationToken).ConfigureAwait(false);
                inputs.Clear();
            }
        }
        finally
        {
            _inputs.Writer.TryComplete();
            var over = new NotLeadingException(memory.Lead.Scope);
            foreach (var input in inputs) input.Failed(NotLeadingException.InTheMiddle(memory.Lead.Scope));
            while (_inputs.Reader.TryRead(out var waiting)) waiting.Failed(over);
        }
    }

    private void Take(List<RunInput> inputs)
    {
        for (var weight = 0; weight < groupSize && _inputs.Reader.TryPeek(out var input) && (inputs.Count == 0 || !input.IsAlone); weight += input.Weight)
        {
            inputs.Add(input);
            _inputs.Reader.TryRead(out _);
            if (input.IsAlone) return;
        }
    }

    /// <summary>Decides and commits a group; when that fails, memory is loaded anew and who is at fault is taken out, until the rest is committed.</summary>
    private async Task ProcessAsync(List<RunInput> inputs, CancellationToken cancellationToken)
    {
        var poisoned = new Dictionary<Guid, PoisonException>();
        for (var attempt = 1; inputs.Count > 0 || poisoned.Count > 0; attempt++)
        {
            var (group, error) = await TryAsync(inputs, poisoned, cancellationToken).ConfigureAwait(false);
            if (error is null) return;
            if (await BlameNamedAsync(error, inputs, poisoned, cancellationToken).ConfigureAwait(false)) continue;
            if (inputs.Count > 1)
            {
                foreach (var input in inputs) await ProcessAsync([input], cancellationToken).ConfigureAwait(false);
                return;
            }
            // Alone it gets a second chance before somebody is blamed.
            if (attempt > 1 && await BlameSuspectsAsync(error, group, inputs, poisoned, cancellationToken).ConfigureAwait(false)) return;
            if (attempt > 2 && !RejectAlone(error, inputs)) throw error;
        }
    }

    /// <summary>One attempt. What ends the term is thrown.</summary>
    /// <returns>The failure; null: it is committed.</returns>
    private async Task<(Group Group, Exception? Error)> TryAsync(List<RunInput> inputs, Dictionary<Guid, PoisonException> poisoned, CancellationToken cancellationToken)
    {
        var group = new Group(memory, poisoned, time.GetUtcNow(), cancellationToken);
        try
        {
            await DecideAndCommitAsync(group, inputs, poisoned).ConfigureAwait(false);
            return (group, null);
        }
        catch (Exception error) when (error is not (LeadershipLostException or StoreUnavailableException or OperationCanceledException))
        {
            LogGroupFailed(logger, inputs.Count, error);
            await memory.LoadAsync(cancellationToken).ConfigureAwait(false);
            return (group, error);
        }
    }

    /// <summary>Takes out whom the error names.</summary>
    /// <returns>False: it names nobody.</returns>
    private async Task<bool> BlameNamedAsync(Exception error, List<RunInput> inputs, Dictionary<Guid, PoisonException> poisoned, CancellationToken cancellationToken)
    {
        switch (error)
        {
            case PoisonException { Workflow: { } uid } poison when !poisoned.ContainsKey(uid) && await IsStoredAsync(uid, cancellationToken).ConfigureAwait(false):
                poisoned[uid] = poison;
                return true;
            case PoisonException { Input: { } input } poison:
                return Reject(input, poison, inputs);
            case StoreConflictException conflict when inputs.OfType<Inputs.SubmissionInput>().FirstOrDefault(submission => submission.Uid == conflict.Workflow) is { } submission:
                return Reject(submission, conflict, inputs);
            case StoreConflictException conflict when inputs.OfType<Inputs.ResourceInput>().FirstOrDefault(change => change.Uid == conflict.Workflow) is { } change:
                return Reject(change, conflict, inputs);
            case StoreConflictException conflict when !poisoned.ContainsKey(conflict.Workflow):
                poisoned[conflict.Workflow] = PoisonException.OfWorkflow(conflict.Workflow, "a commit", null, conflict);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Ends the workflows that one input touches, one after another on trial: whose end makes the rest commit is at fault.</summary>
    /// <returns>True: it is committed.</returns>
    private async Task<bool> BlameSuspectsAsync(Exception error, Group group, List<RunInput> inputs, Dictionary<Guid, PoisonException> poisoned, CancellationToken cancellationToken)
    {
        var suspects = group.Touched.Values.Where(unit => unit.Changed && !unit.IsNew && !poisoned.ContainsKey(unit.Uid)).Select(unit => unit.Uid).ToArray();
        foreach (var uid in suspects)
        {
            var trial = new Dictionary<Guid, PoisonException>(poisoned) { [uid] = PoisonException.OfWorkflow(uid, "a commit", inputs.FirstOrDefault(), error) };
            if ((await TryAsync(inputs, trial, cancellationToken).ConfigureAwait(false)).Error is null) return true;
        }
        return false;
    }

    private static bool RejectAlone(Exception error, List<RunInput> inputs) => inputs is [var input] && Reject(input, PoisonException.OfInput(input, error), inputs);

    private async Task<bool> IsStoredAsync(Guid uid, CancellationToken cancellationToken) =>
        await memory.Store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is not null;

    private static bool Reject(RunInput input, Exception error, List<RunInput> inputs)
    {
        if (!inputs.Remove(input)) return false;
        input.Failed(error);
        return true;
    }

    private async Task DecideAndCommitAsync(Group group, List<RunInput> inputs, Dictionary<Guid, PoisonException> poisoned)
    {
        foreach (var (uid, poison) in poisoned) await group.BreakAsync(uid, poison.Message).ConfigureAwait(false);
        foreach (var input in inputs) await group.DecideAsync(input).ConfigureAwait(false);
        var more = await group.AssignAsync(MostIssued).ConfigureAwait(false);
        var draft = await builder.BuildAsync(group).ConfigureAwait(false);
        var commit = await CommitAsync(draft, inputs, group.CancellationToken).ConfigureAwait(false);
        Learn(group, draft, commit);
        outbox.Enqueue(draft.Batch.Outbox);
        outbox.Enqueue(group.TakenOver);
        // Before anybody hears of the commit: who waits for a workflow's end finds its metrics.
        signals.Tell(group.Metrics);
        var result = new GroupResult(commit, poisoned);
        foreach (var input in inputs) input.Committed(result);
        foreach (var continuation in group.Continuations) Post(continuation);
        if (more) Post(new Inputs.AssignInput());
        if (memory.Locks.HasMore) Post(new Inputs.LocksInput());
        signals.Committed(commit, draft.Changes, group.Deletes);
        signals.Order(group.ChildOrders);
        if (group.Garbage.Count > 0) signals.Garbage();
    }

    private async Task<CommitResult> CommitAsync(BatchBuilder.Draft draft, List<RunInput> inputs, CancellationToken cancellationToken)
    {
        // Sent messages alone are worth a commit only once a second.
        var strike = outbox.HasSent && (!draft.IsEmpty || inputs.Exists(input => input is Inputs.TickInput));
        if (draft.IsEmpty && !strike) return GroupResult.NothingCommitted;
        if (strike) draft.Batch.OutboxSent.AddRange(outbox.TakeSent());
        try
        {
            return await memory.Store.CommitAsync(draft.Batch, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            outbox.Return(draft.Batch.OutboxSent);
            throw;
        }
    }

    /// <summary>Memory follows what is committed.</summary>
    private void Learn(Group group, BatchBuilder.Draft draft, CommitResult commit)
    {
        memory.Stored(draft.Batch.Outbox);
        foreach (var (key, columns) in draft.Columns) memory.SetColumns(key.Workflow, key.Ordinal, columns);
        foreach (var ((workflow, key), due) in group.Timers)
            if (due is { } time) memory.Timers.Set(workflow, key, time);
            else memory.Timers.Clear(workflow, key);
        foreach (var unit in group.Touched.Values)
        {
            if (unit.Changed) unit.Committed(commit.Versions.GetValueOrDefault(unit.Uid, unit.Version));
            if (unit.Machine.Finished) memory.Rest(unit);
        }
        foreach (var row in group.Resources) memory.Resources.Take(row with { Version = commit.Versions[row.Uid] });
        foreach (var uid in group.Deletes) memory.Forget(uid);
    }

    [LoggerMessage(1, LogLevel.Error, "A group of {Inputs} inputs could not be committed; it is loaded and decided anew.")]
    private static partial void LogGroupFailed(ILogger logger, int inputs, Exception error);
}
