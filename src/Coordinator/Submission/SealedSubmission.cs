using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>A valid submission on its way from one coordinator to another: no value of a Secret is in the message.</summary>
internal static class SealedSubmission
{
    private const string Hint = "Secret";

    public static SubmitWorkflow Of(SubmitWorkflow request, SecretCipher cipher)
    {
        var inText = request.Yaml?.Contains(Hint, StringComparison.Ordinal) ?? false;
        if (!inText && !(request.Resources?.Any(IsSecret) ?? false)) return request;
        var documents = inText ? WorkflowLoader.Load(request.Yaml!, new LoadOptions { AcceptNotBuiltYet = true }).Documents : [];
        var workflow = documents.FirstOrDefault(document => document.Kind == "Workflow");
        // In the namespace of the workflow, as whoever takes it does.
        var ns = request.Namespace is { Length: > 0 } asked ? asked : Namespace(workflow is null ? request.Workflow : Json(workflow.Json));
        var resources = (request.Resources ?? []).Concat(documents.Where(document => document.Kind != "Workflow" && document.Json.Length > 0).Select(document => Json(document.Json)));
        return request with
        {
            Yaml = workflow is null ? request.Yaml : null,
            Workflow = workflow is null ? request.Workflow : Json(workflow.Json),
            Resources = [.. resources.Select(resource => IsSecret(resource) ? Json(SecretManifest.Seal(resource.GetRawText(), ns, cipher)) : resource)],
        };
    }

    private static bool IsSecret(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("kind"u8, out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == ResourceKinds.Secret;

    private static string Namespace(JsonElement? workflow) =>
        workflow is { ValueKind: JsonValueKind.Object } manifest && manifest.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("namespace"u8, out var ns) && ns.ValueKind == JsonValueKind.String && ns.GetString() is { Length: > 0 } text
            ? text
            : ResourceKinds.DefaultNamespace;

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
