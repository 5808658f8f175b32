using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>Takes submissions of every way in: reads, changes and validates the manifest outside the run loop, then hands the workflow to it.</summary>
internal sealed class SubmissionService(RunGateway gateway, IFleetStore store, TimeProvider time) : ISubmissions
{
    private const string DefaultNamespace = "default";
    private const int NameAttempts = 100;

    public SubmissionResult Check(SubmitWorkflow request, SubmissionOptions? options = null) =>
        Read(request, options ?? new SubmissionOptions(), out _);

    public async Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken)
    {
        options ??= new SubmissionOptions();
        var result = Read(request, options, out var isGenerated);
        if (result.Workflow is not { } accepted)
            return result;
        var key = request.IdempotencyKey ?? options.IdempotencyKey;
        var name = accepted.Name;
        for (var attempt = 2; ; attempt++)
        {
            try
            {
                var record = Record(accepted with { Name = name });
                var uid = await gateway.AcceptAsync(record, key, cancellationToken).ConfigureAwait(false);
                if (uid == accepted.Uid)
                    return result with { Workflow = accepted with { Name = name } };
                var existing = await store.FindAsync(uid, cancellationToken).ConfigureAwait(false);
                return result with { Workflow = accepted with { Uid = uid, Name = existing?.Name ?? name, Namespace = existing?.Namespace ?? accepted.Namespace, Existed = true } };
            }
            catch (StoreConflictException) when (attempt <= NameAttempts && (isGenerated || options.UniqueName))
            {
                name = isGenerated ? Generate(Prefix(accepted.Manifest)) : string.Create(CultureInfo.InvariantCulture, $"{accepted.Name}-{attempt}");
            }
            catch (StoreConflictException conflict)
            {
                return new SubmissionResult { Errors = [new SubmitError(conflict.Message, "metadata.name")], Warnings = result.Warnings, Failure = SubmissionFailure.NameTaken };
            }
        }
    }

    private SubmissionResult Read(SubmitWorkflow request, SubmissionOptions options, out bool isGenerated)
    {
        isGenerated = false;
        if (Text(request) is not { } text)
            return Invalid([new SubmitError("give exactly one of yaml, workflow and workflowTemplateRef")], []);
        if (Encoding.UTF8.GetByteCount(text) > MessageLimits.SubmissionBytes)
            return Invalid([new SubmitError($"the manifest is larger than {MessageLimits.SubmissionBytes} bytes")], []);
        var loaded = WorkflowLoader.Load(text, new LoadOptions
        {
            IgnoreUnknownFields = !(options.RefuseUnknownFields ?? request.Yaml is not null),
            Changes = Changes(request),
        });
        SubmitError[] warnings = [.. loaded.Warnings.Select(Error)];
        if (!loaded.IsValid)
            return Invalid([.. loaded.Errors.Select(Error)], warnings);
        if (loaded.Workflows.ToArray() is not [var document])
            return Invalid([new SubmitError("expected exactly one document of kind Workflow")], warnings);

        var manifest = Encoding.UTF8.GetBytes(document.Json);
        var metadata = document.Workflow!.Metadata;
        isGenerated = metadata.Name.Length == 0;
        var name = isGenerated ? Generate(metadata.GenerateName) : metadata.Name;
        var ns = metadata.Namespace.Length > 0 ? metadata.Namespace : DefaultNamespace;
        return new SubmissionResult { Workflow = new AcceptedWorkflow(options.Uid ?? Guid.NewGuid(), ns, name, manifest, time.GetUtcNow(), Existed: false), Warnings = warnings };
    }

    private static SubmissionChanges Changes(SubmitWorkflow request) => new()
    {
        Name = request.Name,
        GenerateName = request.GenerateName,
        Namespace = request.Namespace,
        Entrypoint = request.Entrypoint,
        Parameters = request.Parameters?.ToDictionary(pair => pair.Key, pair => Scalar(pair.Value), StringComparer.Ordinal) ?? [],
        Labels = request.Labels ?? new Dictionary<string, string>(),
        Annotations = request.Annotations ?? new Dictionary<string, string>(),
    };

    private static string? Text(SubmitWorkflow request)
    {
        string?[] given =
        [
            request.Yaml,
            request.Workflow?.GetRawText(),
            request.WorkflowTemplateRef is { } template
                ? JsonSerializer.Serialize(new { apiVersion = "argoproj.io/v1alpha1", kind = "Workflow", metadata = new { generateName = template + "-" }, spec = new { workflowTemplateRef = new { name = template } } })
                : null,
        ];
        return given.Where(text => text is not null).ToArray() is [var one] ? one : null;
    }

    private static SubmissionResult Invalid(IReadOnlyList<SubmitError> errors, IReadOnlyList<SubmitError> warnings) =>
        new() { Errors = errors, Warnings = warnings, Failure = SubmissionFailure.Invalid };

    private static SubmitError Error(SpecError error) => new(error.Message, error.Path.Length > 0 ? error.Path : null, error.Line > 0 ? error.Line : null);

    private static string Scalar(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Prefix(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.GetProperty("metadata").GetProperty("generateName").GetString()!;
    }

    private static string Generate(string prefix) => GeneratedName.Complete(prefix, RandomNumberGenerator.GetBytes(GeneratedName.RandomLength));

    private static WorkflowRecord Record(AcceptedWorkflow workflow) => new()
    {
        Uid = workflow.Uid,
        Namespace = workflow.Namespace,
        Name = workflow.Name,
        Manifest = workflow.Manifest,
        CreatedAt = workflow.CreatedAt,
        Phase = "",
        Progress = "0/0",
        Body = default,
    };
}
