using System.Globalization;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Submission;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Api;

/// <summary>What the API does, behind HTTP and in process alike. A namespace of "" means all; a name may be <c>@latest</c>. Errors: <see cref="ApiException"/>.</summary>
public sealed class WorkflowService(IFleetStore store, ISubmissions submissions, IWorkflowCommands commands, IWorkflowDocuments documents, Logs.FileLogStore logs, Interruptions interruptions)
{
    /// <summary>Creates a workflow; with <paramref name="dryRun"/> only tries it.</summary>
    /// <param name="ns">Namespace; "": the manifest's.</param>
    /// <param name="workflow">The manifest.</param>
    /// <param name="resources">Templates, ConfigMaps and Secrets that count for it alone.</param>
    /// <param name="dryRun">Whether anything is stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<JsonElement> CreateAsync(string ns, JsonElement workflow, IReadOnlyList<JsonElement> resources, DryRun dryRun, CancellationToken cancellationToken) =>
        SubmitAsync(new SubmitWorkflow { Workflow = workflow, Resources = resources.Count == 0 ? null : resources, Namespace = Blank(ns) }, () => NameOf(workflow), dryRun, cancellationToken);

    /// <summary>Runs a workflow template, with what Argo's submit options change.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="submit">What is run, and how; its namespace is not looked at.</param>
    /// <param name="dryRun">Whether anything is stored.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<JsonElement> SubmitAsync(string ns, SubmitWorkflow submit, DryRun dryRun, CancellationToken cancellationToken) =>
        SubmitAsync(submit with { Namespace = Blank(ns) }, () => submit.Name ?? submit.GenerateName ?? submit.WorkflowTemplateRef + "-", dryRun, cancellationToken);

    /// <summary>Validates a manifest; stores nothing.</summary>
    public async Task<JsonElement> LintAsync(string ns, JsonElement workflow, CancellationToken cancellationToken)
    {
        Accept(await submissions.CheckAsync(new SubmitWorkflow { Workflow = workflow, Namespace = Blank(ns) }, null, cancellationToken).ConfigureAwait(false), () => NameOf(workflow));
        return workflow;
    }

    /// <summary>Lists workflows: pages newest start first; within a page what runs, then what ended last.</summary>
    public async Task<WorkflowPageReply> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var offset = 0;
        if (!string.IsNullOrEmpty(options.Continue) && (!int.TryParse(options.Continue, NumberStyles.None, CultureInfo.InvariantCulture, out offset) || offset < 0))
            throw ApiException.Invalid("listOptions.continue must be int");
        var page = await store.ListAsync(
            FieldSelector.Parse(options.FieldSelector).ToQuery(ns) with
            {
                NameMatch = options.NameFilter switch
                {
                    null or "" or "Exact" => NameMatch.Exact,
                    "Prefix" => NameMatch.Prefix,
                    "Contains" => NameMatch.Contains,
                    var other => throw ApiException.Invalid($"nameFilter '{other}' is not supported; Exact, Prefix and Contains are"),
                },
                Labels = LabelSelector.Parse(options.LabelSelector),
                CreatedAfter = options.CreatedAfter,
                FinishedBefore = options.FinishedBefore,
                Limit = options.Limit,
                Offset = offset,
            },
            cancellationToken).ConfigureAwait(false);
        var mask = FieldMask.Parse(options.Fields);
        var wantsNodes = mask?.Wants("items.status.nodes") ?? false;
        var items = new List<JsonElement>(page.Items.Count);
        foreach (var summary in page.Items.OrderBy(item => item, SummaryOrder.Instance))
        {
            var item = wantsNodes && await store.LoadShownAsync(summary.Uid, cancellationToken).ConfigureAwait(false) is { } stored ? documents.Full(stored) : documents.Row(summary);
            item = await interruptions.TellAsync(item, summary.Scope, summary.FinishedAt is not null, cancellationToken).ConfigureAwait(false);
            items.Add(mask is null ? item : mask.Apply(JsonSerializer.SerializeToElement(new { items = item })).GetProperty("items"));
        }

        var next = page.Remaining > 0 ? (offset + page.Items.Count).ToString(CultureInfo.InvariantCulture) : null;
        return new WorkflowPageReply(items, next, page.Remaining, page.Version.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The whole Workflow object.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="uid">Uid that it must have; null or empty: any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<JsonElement> GetAsync(string ns, string name, string? uid, CancellationToken cancellationToken)
    {
        var found = (await FindAsync(ns, name, cancellationToken).ConfigureAwait(false)).Uid;
        return string.IsNullOrEmpty(uid) || (Guid.TryParse(uid, out var asked) && asked == found)
            ? await GetAsync(found, cancellationToken).ConfigureAwait(false)
            : throw ApiException.NotFound(name);
    }

    /// <summary>Carries out a user's request and gives the workflow as it is then.</summary>
    public async Task<JsonElement> RequestAsync(string ns, string name, UserRequest request, CancellationToken cancellationToken)
    {
        var summary = await FindAsync(ns, name, cancellationToken).ConfigureAwait(false);
        Check(await commands.RequestAsync(summary.Uid, request, cancellationToken).ConfigureAwait(false), name);
        return await GetAsync(summary.Uid, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a workflow and its logs.</summary>
    public async Task DeleteAsync(string ns, string name, CancellationToken cancellationToken)
    {
        var summary = await FindAsync(ns, name, cancellationToken).ConfigureAwait(false);
        Check(await commands.DeleteAsync(summary.Uid, cancellationToken).ConfigureAwait(false), name);
        logs.Delete(summary.Uid);
    }

    /// <summary>Finds a workflow by name.</summary>
    /// <exception cref="ApiException">404.</exception>
    public async Task<WorkflowSummary> FindAsync(string ns, string name, CancellationToken cancellationToken) =>
        (name == "@latest"
            ? await store.FindLatestAsync(ns, cancellationToken).ConfigureAwait(false)
            : await store.FindAsync(ns, name, cancellationToken).ConfigureAwait(false))
        ?? throw ApiException.NotFound(name);

    /// <summary>Finds a workflow by uid.</summary>
    /// <exception cref="ApiException">404.</exception>
    public async Task<WorkflowSummary> FindAsync(Guid uid, CancellationToken cancellationToken) =>
        await store.FindAsync(uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(uid.ToString("D"));

    /// <summary>The whole Workflow object by uid.</summary>
    public async Task<JsonElement> GetAsync(Guid uid, CancellationToken cancellationToken)
    {
        var workflow = await store.LoadAsync(uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(uid.ToString("D"));
        return await interruptions.TellAsync(documents.Full(workflow), workflow.Scope, workflow.Record.FinishedAt is not null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JsonElement> SubmitAsync(SubmitWorkflow request, Func<string> name, DryRun dryRun, CancellationToken cancellationToken)
    {
        if (dryRun != DryRun.No)
        {
            var would = Accept(await submissions.CheckAsync(request, null, cancellationToken).ConfigureAwait(false), name);
            return dryRun == DryRun.Echo ? Parsed(would.Manifest) : documents.Preview(would with { Uid = Guid.CreateVersion7() });
        }

        var accepted = Accept(await submissions.SubmitAsync(request, null, cancellationToken).ConfigureAwait(false), name);
        // Without large arguments, which who has sent them knows.
        var stored = await store.LoadShownAsync(accepted.Uid, cancellationToken).ConfigureAwait(false) ?? throw ApiException.NotFound(accepted.Uid.ToString("D"));
        return await interruptions.TellAsync(documents.Full(stored), stored.Scope, stored.Record.FinishedAt is not null, cancellationToken).ConfigureAwait(false);
    }

    private static AcceptedWorkflow Accept(SubmissionResult result, Func<string> name)
    {
        if (result.Workflow is { } accepted)
            return accepted;
        if (result.Failure == SubmissionFailure.NameTaken)
            throw ApiException.Exists(name());
        // As Argo answers what Kubernetes did not find.
        if (result.Errors is [{ Path: "spec.workflowTemplateRef", Message: var missing }] && missing.EndsWith(" not found", StringComparison.Ordinal))
            throw new ApiException(404, 5, missing);
        throw ApiException.Invalid(string.Join("\n", result.Errors.Select(error => error.Path is null ? error.Message : $"{error.Path}: {error.Message}")));
    }

    /// <summary>The fixed name, or the beginning of the generated ones that are all taken.</summary>
    private static string NameOf(JsonElement workflow)
    {
        var metadata = workflow.GetProperty("metadata");
        return (metadata.TryGetProperty("name", out var name) && name.GetString() is { Length: > 0 } text ? text : metadata.GetProperty("generateName").GetString())!;
    }

    private static void Check(CommandReply reply, string name)
    {
        if (reply.Outcome == CommandOutcome.NotFound)
            throw ApiException.NotFound(name);
        if (reply.Outcome == CommandOutcome.Refused)
            throw ApiException.Precondition(reply.Message ?? "refused");
    }

    private static JsonElement Parsed(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<JsonElement>(json.Span);

    private static string? Blank(string text) => string.IsNullOrEmpty(text) ? null : text;
}
