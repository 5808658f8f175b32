using Fleet.Client;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;

namespace Fleet.Cli.Hosting;

/// <summary>Without a server nobody would run what is submitted: refused with a sentence.</summary>
internal sealed class NoSubmissions : ISubmissions
{
    private const string Sentence = "no server runs that could take a workflow. Start one (fleet server), name one (--server, FLEET_SERVER), or run the file in this process (fleet run FILE).";

    public Task<SubmissionResult> CheckAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken) => throw new FleetApiException(503, 14, Sentence);

    public Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken) => throw new FleetApiException(503, 14, Sentence);
}
