using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Api;

/// <summary>The Workflow object of a list row: the manifest as accepted, the server's metadata and the short status; <c>status</c> is there even when empty.</summary>
internal static class SummaryDocument
{
    /// <summary>Makes the object.</summary>
    public static JsonElement Of(WorkflowSummary summary)
    {
        var manifest = JsonNode.Parse(ManifestValues.Hide(summary.Manifest).Span)!.AsObject();
        var metadata = manifest["metadata"]?.DeepClone().AsObject() ?? [];
        metadata["name"] = summary.Name;
        metadata["namespace"] = summary.Namespace;
        metadata["uid"] = summary.Uid.ToString("D");
        metadata["resourceVersion"] = summary.Version.ToString(CultureInfo.InvariantCulture);
        metadata["creationTimestamp"] = Times.Format(summary.CreatedAt);
        metadata["labels"] = JsonNode.Parse(summary.LabelsJson);
        metadata["generation"] = 1;
        metadata["annotations"] ??= new JsonObject();
        metadata["annotations"]!["workflows.argoproj.io/pod-name-format"] = "v2";
        metadata.Remove("managedFields");
        var spec = manifest["spec"]?.DeepClone().AsObject() ?? [];
        if (summary.Suspended)
            spec["suspend"] = true;
        else
            spec.Remove("suspend");
        var status = new JsonObject();
        if (summary.Phase.Length > 0)
            status["phase"] = summary.Phase;
        if (summary.StartedAt is { } started)
            status["startedAt"] = Times.Format(started);
        status["finishedAt"] = summary.FinishedAt is { } finished ? Times.Format(finished) : null;
        if (!string.IsNullOrEmpty(summary.Message))
            status["message"] = summary.Message;
        if (summary.Progress.Length > 0)
            status["progress"] = summary.Progress;
        return JsonSerializer.SerializeToElement(new JsonObject
        {
            ["apiVersion"] = "argoproj.io/v1alpha1",
            ["kind"] = "Workflow",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = status,
        });
    }
}
