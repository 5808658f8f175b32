using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Locks;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Looks, between two decisions, why things of a workflow wait; changes nothing.</summary>
internal sealed class WhyInput(Guid workflow, int limit) : RunInput
{
    private readonly TaskCompletionSource<IReadOnlyList<WaitingView>> _reasons = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<WaitingView> _seen = [];

    public Task<IReadOnlyList<WaitingView>> Reasons => _reasons.Task;

    public override async ValueTask DecideAsync(Group group)
    {
        _seen = [];
        if (await group.UnitAsync(workflow).ConfigureAwait(false) is not { } unit) return;
        foreach (var ordinal in group.Memory.TasksOf(workflow))
        {
            if (_seen.Count >= limit) return;
            if (group.Dispatcher.WaitingReason(new TaskKey(workflow, ordinal), group.Now) is { } text)
                _seen.Add(new WaitingView(unit.Machine.Facts(ordinal).Name, "Worker", text, null));
        }
        foreach (var wait in group.Memory.Locks.Waiting(workflow, limit - _seen.Count))
            _seen.Add(new WaitingView(wait.Holder.Ordinal == LockHolder.WholeWorkflow ? unit.Machine.Scope.Name : unit.Machine.Facts(wait.Holder.Ordinal).Name, "Lock", wait.Text, null));
        foreach (var reason in unit.Machine.Reasons(limit - _seen.Count)) _seen.Add(new WaitingView(reason.Node, reason.Kind.ToString(), reason.Text, reason.Until));
    }

    public override void Committed(GroupResult result) => _reasons.TrySetResult(_seen);

    public override void Failed(Exception error) => _reasons.TrySetException(error);
}
