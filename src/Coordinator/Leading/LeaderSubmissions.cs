using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Leading;

/// <summary>Submissions on any coordinator: taken here while it leads, by whoever leads while it stands by.</summary>
internal sealed class LeaderSubmissions(SubmissionService own, ILeaderLink link, IFleetStore store) : ISubmissions
{
    public Task<SubmissionResult> CheckAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken) => own.CheckAsync(request, options, cancellationToken);

    public async Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            return await own.SubmitAsync(request, options, cancellationToken).ConfigureAwait(false);
        }
        catch (NotLeadingException standby) when (!standby.OutcomeUnknown && link.Exists && options is not { Uid: not null } and not { UniqueName: true })
        {
            // What is invalid was answered above; what is asked of the leader is valid, but for a race over its name.
        }

        var reply = await link.SubmitAsync(own.Sealed(request) with { IdempotencyKey = request.IdempotencyKey ?? options?.IdempotencyKey }, cancellationToken).ConfigureAwait(false);
        return reply.Uid is { } uid
            ? await AcceptedAsync(reply, Guid.Parse(uid), cancellationToken).ConfigureAwait(false)
            : new SubmissionResult { Failure = reply.Reason == SubmitReply.Exists ? SubmissionFailure.NameTaken : SubmissionFailure.Invalid, Errors = reply.Errors ?? [] };
    }

    private async Task<SubmissionResult> AcceptedAsync(SubmitReply reply, Guid uid, CancellationToken cancellationToken)
    {
        // The leader answers after its commit. It can only be gone again.
        var stored = await store.FindAsync(uid, cancellationToken).ConfigureAwait(false);
        return new SubmissionResult { Workflow = new AcceptedWorkflow(uid, reply.Namespace ?? "", reply.Name ?? "", stored?.Manifest ?? default, stored?.CreatedAt ?? default, Existed: false) };
    }
}
