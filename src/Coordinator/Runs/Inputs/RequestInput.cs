using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A user's request to a workflow.</summary>
internal sealed class RequestInput(Guid workflow, UserRequest request) : RunInput
{
    private readonly TaskCompletionSource<CommandReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _found;
    private string? _refusal;

    public Task<CommandReply> Reply => _reply.Task;

    public override async ValueTask DecideAsync(Group group)
    {
        (_found, _refusal) = (false, null);
        if (await group.UnitAsync(workflow).ConfigureAwait(false) is null) return;
        _found = true;
        if (await group.DecideAsync(workflow, request).ConfigureAwait(false) is not { } decision) return;
        _refusal = decision.Commands.OfType<RequestRefused>().FirstOrDefault()?.Message;
        if (_refusal is null) group.Audit.Add(new AuditRow(workflow, group.Now, request.GetType().Name.Replace("Requested", "", StringComparison.Ordinal), request.ToString()));
    }

    public override void Committed(GroupResult result)
    {
        var reply = !_found ? new CommandReply(CommandOutcome.NotFound, null, 0)
            : result.Poisoned.TryGetValue(workflow, out var poison) ? new CommandReply(CommandOutcome.Refused, poison.Message, result.VersionOf(workflow))
            : _refusal is not null ? new CommandReply(CommandOutcome.Refused, _refusal, 0)
            : new CommandReply(CommandOutcome.Done, null, result.VersionOf(workflow));
        _reply.TrySetResult(reply);
    }

    public override void Failed(Exception error) => _reply.TrySetException(error);
}
