using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>Reads what is submitted: exactly one of its three forms, changed by the request's own fields, validated. All errors at once.</summary>
internal static class SubmissionReader
{
    private const string DefaultNamespace = "default";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a submission refers to workflow templates, so that stored ones have to be known.</summary>
    public static bool NeedsTemplates(SubmitWorkflow request) =>
        request.WorkflowTemplateRef is { Length: > 0 } || Refers(request.Yaml) || Refers(request.Workflow) || (request.Resources?.Any(resource => Refers(resource)) ?? false);

    /// <summary>Reads a submission.</summary>
    /// <param name="request">What is submitted.</param>
    /// <param name="options">How.</param>
    /// <param name="findTemplate">Finds stored templates, see <see cref="LoadOptions.FindTemplate"/>.</param>
    /// <param name="cipher">Seals Secrets that come with it.</param>
    /// <param name="limit">Largest manifest, in bytes.</param>
    /// <param name="values">Takes large arguments; null: they stay where they are.</param>
    public static SubmissionDraft Read(SubmitWorkflow request, SubmissionOptions options, Func<string, string, bool, Workflow?> findTemplate, SecretCipher cipher, int limit = MessageLimits.SubmissionBytes, ManifestValues? values = null)
    {
        var errors = UnknownMembers.Errors(request.Unknown, WireJson.Default.SubmitWorkflow).ToList();
        var halves = Halves(request).ToArray();
        if (halves.Length > 0) return Draft([.. errors, .. halves], [], "", "", isGenerated: false, "");
        // Before anything else reads them.
        if (values is not null && request.Workflow is { ValueKind: JsonValueKind.Object } json) request = request with { Workflow = values.Take(json) };
        var changes = Changes(request, errors);
        var text = Text(request, errors);
        if (text is null) return Draft(errors, [], "", "", isGenerated: false, "");
        if (System.Text.Encoding.UTF8.GetByteCount(text) is var bytes && bytes > limit)
        {
            errors.Add(new SubmitError($"The manifest has {bytes} bytes; at most {limit} are taken (FLEET_SUBMISSION_LIMIT). Move large values into files or artifacts."));
            return Draft(errors, [], "", "", isGenerated: false, "");
        }
        var isYaml = request.Yaml is not null;
        // A text of YAML is read first: lines and columns are told of it.
        if (values is not null && !isYaml) changes = changes with { Parameters = values.Take(changes.Parameters) };
        var loading = new LoadOptions { IgnoreUnknownFields = !(options.RefuseUnknownFields ?? isYaml), NameRequired = true, Changes = changes, FindTemplate = findTemplate };
        var given = GivenDocuments.Read(request, loading, errors);
        loading = loading with { FindTemplate = given.Before(findTemplate) };
        var loaded = WorkflowLoader.Load(text, loading);
        given.Add(loaded);
        errors.AddRange(loaded.Errors.Select(error => Error(error, isYaml)));
        var warnings = loaded.Warnings.Select(warning => Error(warning, isYaml)).ToArray();
        var workflows = loaded.Workflows.ToArray();
        if (workflows is not [var document])
        {
            if (workflows.Length > 1) errors.Add(new SubmitError($"There are {workflows.Length} workflows in it; submit them one by one.", null, isYaml ? workflows[1].Line : null));
            else if (errors.Count == 0) errors.Add(new SubmitError("There is no manifest of kind Workflow in it."));
            return Draft(errors, warnings, "", "", isGenerated: false, "");
        }
        var metadata = document.Workflow?.Metadata ?? new ObjectMeta();
        var ns = metadata.Namespace.Length == 0 ? DefaultNamespace : metadata.Namespace;
        var isGenerated = metadata.Name.Length == 0;
        var accepted = document.Json;
        try
        {
            if (errors.Count == 0) accepted = Accepted(values is not null && isYaml ? document with { Json = values.Take(document.Json) } : document, ns, given, findTemplate, cipher);
        }
        catch (SecretCipherException refused)
        {
            errors.Add(new SubmitError(refused.Message));
        }

        return Draft(errors, warnings, ns, isGenerated ? metadata.GenerateName : metadata.Name, isGenerated, accepted);
    }

    private static string Accepted(SpecDocument document, string ns, GivenDocuments given, Func<string, string, bool, Workflow?> findTemplate, SecretCipher cipher)
    {
        var json = document.Workflow!.Spec.WorkflowTemplateRef is { } reference && given.Before(findTemplate)(ns, reference.Name, reference.ClusterScope) is { } source
            ? AcceptedManifest.WithTemplate(document.Json, source)
            : document.Json;
        return AcceptedManifest.WithResources(json, given.Json(ns, cipher));
    }

    private static bool Refers(string? text) => text?.Contains("emplateRef", StringComparison.Ordinal) ?? false;

    private static bool Refers(JsonElement? json) => json is { ValueKind: JsonValueKind.Object } value && JsonMarshal.GetRawUtf8Value(value).IndexOf("emplateRef"u8) >= 0;

    // What is read as text below, and no text can be made of.
    private static IEnumerable<SubmitError> Halves(SubmitWorkflow request)
    {
        IEnumerable<(string Path, JsonElement Json)> given = request.Workflow is { } workflow ? [("workflow", workflow)] : [];
        given = given.Concat((request.Resources ?? []).Select((resource, index) => ($"resources[{index}]", resource))).Concat((request.Parameters ?? new Dictionary<string, JsonElement>()).Select(parameter => ($"parameters.{parameter.Key}", parameter.Value)));
        foreach (var (path, json) in given)
        {
            if (json.ValueKind != JsonValueKind.Undefined && HalfCharacters.Problem(JsonMarshal.GetRawUtf8Value(json)) is { } problem)
                yield return new SubmitError(problem, path);
        }
    }

    private static SubmissionDraft Draft(List<SubmitError> errors, IReadOnlyList<SubmitError> warnings, string ns, string name, bool isGenerated, string json) =>
        new() { Namespace = ns, Name = name, IsGenerated = isGenerated, Json = json, Errors = errors, Warnings = warnings };

    private static string? Text(SubmitWorkflow request, List<SubmitError> errors)
    {
        string?[] forms = [request.Yaml, request.Workflow is { } json ? Manifest(json, errors) : null, request.WorkflowTemplateRef is { Length: > 0 } name ? OfTemplate(name, request.ClusterScope) : null];
        var given = forms.Where(form => form is not null).ToArray();
        if (given is [var text]) return text;
        if (errors.Count == 0)
            errors.Add(new SubmitError(given.Length == 0
                ? "There is nothing to run: set exactly one of \"yaml\" (text), \"workflow\" (JSON object) and \"workflowTemplateRef\" (name)."
                : "Set exactly one of \"yaml\", \"workflow\" and \"workflowTemplateRef\", not several."));
        return null;
    }

    /// <summary>A JSON body may leave out what can only be one thing, as with Argo's API.</summary>
    private static string? Manifest(JsonElement json, List<SubmitError> errors)
    {
        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new SubmitError("\"workflow\" must be a JSON object, the Workflow manifest.", "workflow"));
            return null;
        }
        if (json.TryGetProperty("kind", out _)) return json.GetRawText();
        var manifest = JsonObject.Create(json)!;
        manifest["kind"] = "Workflow";
        // Not longer than it came.
        return manifest.ToJsonString(Plain);
    }

    private static string OfTemplate(string name, bool cluster) => new JsonObject
    {
        ["apiVersion"] = "argoproj.io/v1alpha1",
        ["kind"] = "Workflow",
        ["metadata"] = new JsonObject { ["generateName"] = name + "-" },
        ["spec"] = new JsonObject { ["workflowTemplateRef"] = new JsonObject { ["name"] = name, ["clusterScope"] = cluster } },
    }.ToJsonString();

    private static SubmissionChanges Changes(SubmitWorkflow request, List<SubmitError> errors) => new()
    {
        Name = Given(request.Name),
        GenerateName = Given(request.GenerateName),
        Namespace = Given(request.Namespace),
        Entrypoint = Given(request.Entrypoint),
        Priority = request.Priority,
        ServiceAccountName = Given(request.ServiceAccountName),
        Parameters = Parameters(request.Parameters, errors),
        Artifacts = request.Artifacts ?? new Dictionary<string, string>(),
        Labels = request.Labels ?? new Dictionary<string, string>(),
        Annotations = request.Annotations ?? new Dictionary<string, string>(),
    };

    private static Dictionary<string, string> Parameters(IReadOnlyDictionary<string, JsonElement>? given, List<SubmitError> errors)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String: values[name] = value.GetString()!; break;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False: values[name] = value.GetRawText(); break;
                case JsonValueKind.Object or JsonValueKind.Array: values[name] = JsonSerializer.Serialize(value); break;
                default: errors.Add(new SubmitError($"Parameter '{name}' has no value.", $"parameters.{name}")); break;
            }
        }
        return values;
    }

    private static SubmitError Error(SpecError error, bool isYaml) =>
        new(error.Message, error.Path.Length == 0 ? null : error.Path, isYaml && error.Line > 0 ? error.Line : null);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
