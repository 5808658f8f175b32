using System.Text.Json;
using Fleet.Contracts;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Reads the body of Argo's submit call: <c>{resourceKind, resourceName, submitOptions}</c>.</summary>
internal static class SubmitBody
{
    /// <summary>What is to be run, and whether it is only looked at.</summary>
    /// <exception cref="ApiException">400 with what is wrong.</exception>
    public static (SubmitWorkflow Submit, DryRun DryRun) Read(JsonElement body)
    {
        var kind = body.Text("resourceKind") ?? "";
        var cluster = kind.ToUpperInvariant() switch
        {
            "WORKFLOWTEMPLATE" or "WORKFLOWTEMPLATES" or "WFTMPL" => false,
            "CLUSTERWORKFLOWTEMPLATE" or "CLUSTERWORKFLOWTEMPLATES" or "CWFTMPL" => true,
            "CRONWORKFLOW" or "CRONWORKFLOWS" or "CRONWF" => throw ApiException.Invalid("CronWorkflows are not built yet in this version of Fleet"),
            _ => throw ApiException.Invalid($"Resource kind '{kind}' is not supported for submitting"),
        };
        if (body.Text("resourceName") is not { Length: > 0 } name)
            throw ApiException.Invalid("resourceName is needed: the name of the template to run");
        var options = body.TryGetProperty("submitOptions", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        return (new SubmitWorkflow
        {
            WorkflowTemplateRef = name,
            ClusterScope = cluster,
            Name = Text(options, "name"),
            GenerateName = Text(options, "generateName"),
            Entrypoint = Text(options, "entryPoint"),
            Priority = Number(options, "priority"),
            ServiceAccountName = Text(options, "serviceAccount"),
            Artifacts = Pairs("artifacts", Texts(options, "artifacts")),
            Parameters = Pairs("parameters", Texts(options, "parameters")).ToDictionary(pair => pair.Key, pair => JsonSerializer.SerializeToElement(pair.Value), StringComparer.Ordinal),
            Labels = Pairs("labels", Split(options, "labels")),
            Annotations = Pairs("annotations", Split(options, "annotations")),
        }, options.Flag("serverDryRun") ? DryRun.Server : options.Flag("dryRun") ? DryRun.Echo : DryRun.No);
    }

    private static Dictionary<string, string> Pairs(string what, IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            pairs[at > 0 ? text[..at] : throw ApiException.Invalid($"submitOptions.{what}: '{text}' is not NAME=VALUE")] = text[(at + 1)..];
        }

        return pairs;
    }

    private static IEnumerable<string> Texts(JsonElement options, string name) =>
        options.ValueKind != JsonValueKind.Object || !options.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.Array ? options.Texts(name)
        : throw ApiException.Invalid($"submitOptions.{name}: {value.GetRawText()} is no list of texts");

    private static string? Text(JsonElement options, string name) => options.ValueKind == JsonValueKind.Object && options.Text(name) is { Length: > 0 } text ? text : null;

    private static int? Number(JsonElement options, string name) =>
        options.ValueKind != JsonValueKind.Object || !options.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw ApiException.Invalid($"submitOptions.{name}: {value.GetRawText()} is no whole number");

    private static string[] Split(JsonElement options, string name) => Text(options, name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
