using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fleet.Client;

/// <summary>The API over HTTP. Safe to use from several threads.</summary>
public sealed class HttpFleetClient : IFleetApi, IDisposable
{
    private readonly HttpClient http;

    /// <summary>Client of a server.</summary>
    /// <param name="server">Its address, e.g. <c>http://127.0.0.1:2746</c>; <c>host:port</c> alone means http.</param>
    /// <param name="token">Bearer token; null: none. A leading <c>Bearer </c> is accepted.</param>
    /// <param name="handler">Transport; null: the default one.</param>
    public HttpFleetClient(string server, string? token, HttpMessageHandler? handler = null)
    {
        http = handler is null ? new HttpClient() : new HttpClient(handler);
        http.Timeout = Timeout.InfiniteTimeSpan; // streams end by themselves; callers give tokens
        http.BaseAddress = new Uri((server.Contains("://", StringComparison.Ordinal) ? server : "http://" + server).TrimEnd('/') + "/");
        if (!string.IsNullOrEmpty(token))
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.StartsWith("Bearer ", StringComparison.Ordinal) ? token[7..] : token);
        Resources = new HttpFleetResources(SendAsync);
        Sync = new HttpFleetSync(SendAsync);
    }

    /// <summary>How long a log that is followed, or a watch of one workflow, waits for a server that has gone away while it went on; zero: it ends with an error. Default five minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Is told, a sentence, when such a stream has broken off and is opened again.</summary>
    public Action<string>? Interrupted { get; init; }

    /// <summary>Time; default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc />
    public IFleetResources Resources { get; }

    /// <inheritdoc />
    public IFleetSync Sync { get; }

    /// <inheritdoc />
    public Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Path(@namespace), new { @namespace, workflow, serverDryRun = dryRun }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> CreateAsync(string @namespace, JsonElement workflow, IReadOnlyList<JsonElement> resources, bool dryRun, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Path(@namespace), new { @namespace, workflow, resources, serverDryRun = dryRun }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> LintAsync(string @namespace, JsonElement workflow, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Path(@namespace) + "/lint", new { @namespace, workflow }, cancellationToken);

    /// <inheritdoc />
    public async Task<WorkflowList> ListAsync(string @namespace, ListRequest request, CancellationToken cancellationToken)
    {
        var query = new QueryText()
            .Add("listOptions.labelSelector", request.LabelSelector).Add("listOptions.fieldSelector", request.FieldSelector)
            .Add("listOptions.limit", request.Limit > 0 ? request.Limit.ToString(CultureInfo.InvariantCulture) : null).Add("listOptions.continue", request.Continue)
            .Add("nameFilter", request.NameFilter).Add("createdAfter", request.CreatedAfter).Add("finishedBefore", request.FinishedBefore).Add("fields", request.Fields);
        var reply = await SendAsync(HttpMethod.Get, Path(@namespace) + query, null, cancellationToken).ConfigureAwait(false);
        var metadata = reply.GetProperty("metadata");
        var items = reply.TryGetProperty("items", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [];
        return new WorkflowList(items, Text(metadata, "continue"), Text(metadata, "resourceVersion"));
    }

    /// <inheritdoc />
    public Task<JsonElement> GetAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Path(@namespace, name), null, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<WorkflowEvent> WatchAsync(string @namespace, WatchRequest request, CancellationToken cancellationToken) =>
        request is { Name: not null, Fields: null } ? FollowWorkflowAsync(@namespace, request, cancellationToken) : WatchOnceAsync(@namespace, request, null, cancellationToken);

    // It ends when the workflow does: a stream that ends before has broken off.
    private async IAsyncEnumerable<WorkflowEvent> FollowWorkflowAsync(string @namespace, WatchRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isOver = false;
        var changes = new Reconnection(Patience, Time, Interrupted).FollowAsync(opened => WatchOnceAsync(@namespace, request, opened, cancellationToken), () => isOver, cancellationToken);
        await foreach (var change in changes.ConfigureAwait(false))
        {
            isOver = change.Type == "DELETED" || (change.Object.TryGetProperty("status", out var status) && Text(status, "finishedAt") is not null);
            yield return change;
        }
    }

    private async IAsyncEnumerable<WorkflowEvent> WatchOnceAsync(string @namespace, WatchRequest request, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryText().Add("listOptions.labelSelector", request.LabelSelector).Add("listOptions.resourceVersion", request.ResourceVersion)
            .Add("listOptions.fieldSelector", request.Name is { } name ? "metadata.name=" + name : null).Add("fields", request.Fields);
        await foreach (var result in StreamAsync($"api/v1/workflow-events/{Uri.EscapeDataString(@namespace)}{query}", opened, cancellationToken).ConfigureAwait(false))
            yield return new WorkflowEvent(result.GetProperty("type").GetString()!, result.GetProperty("object"));
    }

    /// <inheritdoc />
    public IAsyncEnumerable<LogLine> LogsAsync(string @namespace, string name, LogRequest request, CancellationToken cancellationToken) =>
        request.Follow ? FollowLogAsync(@namespace, name, request, cancellationToken) : LogsOnceAsync(@namespace, name, request, null, cancellationToken);

    private async IAsyncEnumerable<LogLine> FollowLogAsync(string @namespace, string name, LogRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var followed = new FollowedLog(request);
        var lines = new Reconnection(Patience, Time, Interrupted).FollowAsync(opened => LogsOnceAsync(@namespace, name, followed.Next(), opened, cancellationToken), static () => true, cancellationToken);
        await foreach (var line in lines.ConfigureAwait(false))
        {
            if (followed.Take(line) is { } shown)
                yield return shown;
        }
    }

    private async IAsyncEnumerable<LogLine> LogsOnceAsync(string @namespace, string name, LogRequest request, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryText().Add("podName", request.PodName).Add("selector", request.Selector).Add("logOptions.container", request.Container ?? "main")
            .Add("logOptions.previous", request.Previous).Add("logOptions.follow", request.Follow).Add("logOptions.timestamps", request.Timestamps)
            .Add("logOptions.tailLines", request.TailLines?.ToString(CultureInfo.InvariantCulture))
            .Add("logOptions.sinceSeconds", request.SinceSeconds?.ToString(CultureInfo.InvariantCulture))
            .Add("logOptions.sinceTime.seconds", request.SinceTime?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
            .Add("logOptions.sinceTime.nanos", request.SinceTime is { } moment ? (moment.UtcTicks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture) : null)
            .Add("grep", request.Grep);
        await foreach (var result in StreamAsync(Path(@namespace, name) + "/log" + query, opened, cancellationToken).ConfigureAwait(false))
            yield return new LogLine(Text(result, "podName") ?? "", Text(result, "content") ?? "");
    }

    /// <inheritdoc />
    public async Task<ArtifactFile> DownloadAsync(string @namespace, string name, string nodeId, string artifact, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "artifacts/" + string.Join('/', new[] { @namespace, name, nodeId, artifact }.Select(Uri.EscapeDataString)));
        var response = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        var disposition = response.Content.Headers.NonValidated.TryGetValues("Content-Disposition", out var values) ? values.ToString() : "";
        return new ArtifactFile(FileNames.Of(disposition) ?? artifact, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), response);
    }

    /// <inheritdoc />
    public Task<JsonElement> SuspendAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, Path(@namespace, name) + "/suspend", new { }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> ResumeAsync(string @namespace, string name, string? nodeFieldSelector, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, Path(@namespace, name) + "/resume", new { nodeFieldSelector }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> StopAsync(string @namespace, string name, string? message, string? nodeFieldSelector, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, Path(@namespace, name) + "/stop", new { message, nodeFieldSelector }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> TerminateAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, Path(@namespace, name) + "/terminate", new { }, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> SetAsync(string @namespace, string name, NodeChange change, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put,
        Path(@namespace, name) + "/set",
        new { nodeFieldSelector = change.NodeFieldSelector, phase = change.Phase, message = change.Message, outputParameters = JsonSerializer.Serialize(change.OutputParameters) },
        cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> RetryAsync(string @namespace, string name, RetryChange change, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Put,
        Path(@namespace, name) + "/retry",
        new { restartSuccessful = change.RestartSuccessful, nodeFieldSelector = change.NodeFieldSelector, parameters = change.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}") },
        cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> WhyAsync(string @namespace, string name, string? node, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Path(@namespace, name) + "/why" + new QueryText().Add("node", node), null, cancellationToken);

    /// <inheritdoc />
    public Task DeleteAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, Path(@namespace, name), null, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> VersionAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "api/v1/version", null, cancellationToken);

    /// <inheritdoc />
    public Task<JsonElement> InfoAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "api/v1/info", null, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private static string Path(string @namespace, string? name = null) =>
        "api/v1/workflows/" + Uri.EscapeDataString(@namespace) + (name is null ? "" : "/" + Uri.EscapeDataString(name));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync<JsonElement>(stream, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<JsonElement> StreamAsync(string path, Action? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await CallAsync(request, cancellationToken).ConfigureAwait(false);
        opened?.Invoke();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
                continue;
            var message = JsonSerializer.Deserialize<JsonElement>(line);
            if (message.TryGetProperty("error", out var error))
                throw ErrorReply.ToException(500, error);
            yield return message.GetProperty("result");
        }
    }

    private async Task<HttpResponseMessage> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new FleetApiException(503, 14, $"no answer from {http.BaseAddress}: {e.Message}. Is the server running, and is --server (FLEET_SERVER) right?", e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ErrorReply.ReadAsync(response, cancellationToken).ConfigureAwait(false);
    }
}
