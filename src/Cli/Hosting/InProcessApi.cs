using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Client;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Hosting;

/// <summary>The API without HTTP: the same handlers, called in process.</summary>
internal sealed class InProcessApi(ApiServices services) : IFleetApi
{
    public IFleetResources Resources { get; } = new InProcessResources(services.Resources);

    public IFleetSync Sync { get; } = new InProcessSync(services.Sync);

    public Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, bool dryRun, CancellationToken cancellationToken) =>
        Call(() => services.Workflows.CreateAsync(@namespace, workflow, [], Mode(dryRun), cancellationToken));

    public Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, IReadOnlyList<JsonElement> resources, bool dryRun, CancellationToken cancellationToken) =>
        Call(() => services.Workflows.CreateAsync(@namespace, workflow, resources, Mode(dryRun), cancellationToken));

    public Task<JsonElement> LintAsync(string @namespace, JsonElement workflow, CancellationToken cancellationToken) =>
        Call(() => services.Workflows.LintAsync(@namespace, workflow, cancellationToken));

    public Task<WorkflowList> ListAsync(string @namespace, ListRequest request, CancellationToken cancellationToken) => Call(async () =>
    {
        var page = await services.Workflows.ListAsync(
            @namespace,
            new ListOptions
            {
                LabelSelector = request.LabelSelector,
                FieldSelector = request.FieldSelector,
                NameFilter = request.NameFilter,
                CreatedAfter = request.CreatedAfter,
                FinishedBefore = request.FinishedBefore,
                Limit = request.Limit,
                Continue = request.Continue,
                Fields = request.Fields,
            },
            cancellationToken);
        return new WorkflowList(page.Items, page.Continue, page.ResourceVersion);
    });

    public Task<JsonElement> GetAsync(string @namespace, string name, CancellationToken cancellationToken) => Call(() => services.Workflows.GetAsync(@namespace, name, null, cancellationToken));

    public async IAsyncEnumerable<WorkflowEvent> WatchAsync(string @namespace, WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = request.Name is { } asked ? (await Call(() => services.Workflows.FindAsync(@namespace, asked, cancellationToken))).Name : null;
        var mask = FieldMask.Parse(request.Fields);
        var query = new FieldSelector { Name = name }.ToQuery(@namespace) with { Labels = LabelSelector.Parse(request.LabelSelector) };
        var conditions = new WorkflowWatch.Conditions(query, request.ResourceVersion, mask?.Wants("result.object.status.nodes") ?? true);
        await foreach (var change in await Call(() => services.Watch.OpenAsync(conditions, cancellationToken)))
            yield return new WorkflowEvent(change.Type, change.Object);
    }

    public async IAsyncEnumerable<LogLine> LogsAsync(string @namespace, string name, LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workflow = await Call(() => services.Workflows.FindAsync(@namespace, name, cancellationToken));
        var query = new LogQuery
        {
            PodName = request.PodName,
            Selector = await Call(() => Task.FromResult(LabelSelector.Parse(request.Selector))),
            Container = request.Container,
            Previous = request.Previous,
            Timestamps = request.Timestamps,
            TailLines = request.TailLines,
            Since = request.SinceTime ?? (request.SinceSeconds is { } seconds ? services.Time.GetUtcNow() - TimeSpan.FromSeconds(seconds) : null),
            Grep = request.Grep is { } pattern ? Pattern(pattern) : null,
        };
        await foreach (var line in services.Logs.ReadAsync(workflow, query, request.Follow, cancellationToken))
            yield return new LogLine(line.PodName, line.Content);
    }

    public Task<ArtifactFile> DownloadAsync(string @namespace, string name, string nodeId, string artifact, CancellationToken cancellationToken) => Call(async () =>
    {
        var found = await services.Downloads!.FindAsync(await services.Workflows.FindAsync(@namespace, name, cancellationToken), nodeId, artifact, input: false, cancellationToken);
        if (await found.OpenAsync(cancellationToken) is { } file)
            return new ArtifactFile(found.FileName, file);
        return await found.PackedAsync(cancellationToken) is { } packed ? new ArtifactFile(found.FileName + ".tgz", packed)
            : throw FleetApiException.NotFound($"nothing is stored any more of artifact {artifact} of node {nodeId}");
    });

    public Task<JsonElement> SuspendAsync(string @namespace, string name, CancellationToken cancellationToken) => Request(@namespace, name, new SuspendRequested(), cancellationToken);

    public Task<JsonElement> ResumeAsync(string @namespace, string name, string? nodeFieldSelector, CancellationToken cancellationToken) =>
        Request(@namespace, name, new ResumeRequested(nodeFieldSelector), cancellationToken);

    public Task<JsonElement> StopAsync(string @namespace, string name, string? message, string? nodeFieldSelector, CancellationToken cancellationToken) =>
        Request(@namespace, name, new StopRequested(message, nodeFieldSelector), cancellationToken);

    public Task<JsonElement> TerminateAsync(string @namespace, string name, CancellationToken cancellationToken) => Request(@namespace, name, new TerminateRequested(), cancellationToken);

    public Task<JsonElement> SetAsync(string @namespace, string name, NodeChange change, CancellationToken cancellationToken) =>
        Request(@namespace, name, new SetNodeRequested(change.NodeFieldSelector, change.Phase, change.Message, change.OutputParameters), cancellationToken);

    public Task<JsonElement> RetryAsync(string @namespace, string name, RetryChange change, CancellationToken cancellationToken) =>
        Request(@namespace, name, new RetryRequested(change.RestartSuccessful, change.NodeFieldSelector, change.Parameters), cancellationToken);

    public Task<JsonElement> WhyAsync(string @namespace, string name, string? node, CancellationToken cancellationToken) =>
        Call(async () => JsonSerializer.SerializeToElement(await services.Why.AskAsync(@namespace, name, node, cancellationToken)));

    public Task DeleteAsync(string @namespace, string name, CancellationToken cancellationToken) => Call(async () =>
    {
        await services.Workflows.DeleteAsync(@namespace, name, cancellationToken);
        return true;
    });

    public Task<JsonElement> VersionAsync(CancellationToken cancellationToken) => Task.FromResult(JsonSerializer.SerializeToElement(new { version = Commands.VersionCommand.Version }));

    public Task<JsonElement> InfoAsync(CancellationToken cancellationToken) => Task.FromResult(JsonSerializer.SerializeToElement(new { managedNamespace = "" }));

    private Task<JsonElement> Request(string @namespace, string name, UserRequest request, CancellationToken cancellationToken) =>
        Call(() => services.Workflows.RequestAsync(@namespace, name, request, cancellationToken));

    /// <summary>Calls a handler; its errors are those that the API would answer.</summary>
    internal static async Task<T> Call<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException e)
        {
            throw new FleetApiException(e.HttpStatus, e.Code, e.Message, e);
        }
        catch (NotLeadingException e)
        {
            throw new FleetApiException(503, 14, e.Message, e);
        }
    }

    private static DryRun Mode(bool dryRun) => dryRun ? DryRun.Server : DryRun.No;

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw FleetApiException.Invalid($"--grep: '{pattern}' is no regular expression of RE2's class: {e.Message}");
        }
    }
}
