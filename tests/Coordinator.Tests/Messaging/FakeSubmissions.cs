using System.Collections.Concurrent;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Tests.Messaging;

/// <summary>Accepts everything that has a name or YAML, and remembers it.</summary>
internal sealed class FakeSubmissions : ISubmissions
{
    public static readonly Guid Uid = Guid.Parse("11111111-2222-3333-4444-555555555555");

    public ConcurrentQueue<(SubmitWorkflow Request, SubmissionOptions? Options)> Seen { get; } = [];

    public Task<SubmissionResult> CheckAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken)
    {
        Seen.Enqueue((request, options));
        return Task.FromResult(request.Yaml is null
            ? new SubmissionResult { Failure = SubmissionFailure.Invalid, Errors = [new SubmitError("There is no workflow in it.", "spec", 3)] }
            : new SubmissionResult { Workflow = new AcceptedWorkflow(Uid, request.Namespace ?? "default", "hello", default, DateTimeOffset.UnixEpoch, Existed: false) });
    }
}
