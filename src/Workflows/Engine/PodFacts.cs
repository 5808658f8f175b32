using System.Security.Cryptography;
using System.Text;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>
/// Fields of its pod that a task may be shown by a variable (<c>env.valueFrom.fieldRef</c>) or a file (a <c>downwardAPI</c> volume), of those that mean something without Kubernetes and are known before the
/// pod has a host (Kubernetes, "Downward API").
/// </summary>
/// <param name="request">The task.</param>
/// <param name="uid">Its workflow.</param>
/// <param name="space">Its workflow's namespace.</param>
/// <param name="name">Name of its workflow.</param>
/// <param name="spec">Its workflow's specification as it counts for the task (<see cref="TaskRequest.SpecOf"/>).</param>
public sealed class PodFacts(TaskRequest request, Guid uid, string space, string name, WorkflowSpec spec)
{
    /// <summary>The label of a pod that has the name of its workflow.</summary>
    public const string WorkflowLabel = "workflows.argoproj.io/workflow";

    private const string CompletedLabel = "workflows.argoproj.io/completed", OnExitLabel = "workflows.argoproj.io/on-exit", NodeNameAnnotation = "workflows.argoproj.io/node-name", NodeIdAnnotation = "workflows.argoproj.io/node-id";

    private const string PodName = "metadata.name", PodNamespace = "metadata.namespace", PodUid = "metadata.uid", ServiceAccount = "spec.serviceAccountName";

    private const string LabelMap = "metadata.labels", AnnotationMap = "metadata.annotations";

    /// <summary>The name of the worker's host, which the worker puts in: nobody else knows it when the work is made. A file cannot show it, as in Kubernetes.</summary>
    public const string NodeName = "spec.nodeName";

    /// <summary>The fields that one value can show, for sentences.</summary>
    public const string Known = $"{PodName}, {PodNamespace}, {PodUid}, {LabelMap}['KEY'], {AnnotationMap}['KEY'], {ServiceAccount} and {NodeName}";

    /// <summary>The fields that a file can show, for sentences.</summary>
    public const string KnownToFiles = $"{PodName}, {PodNamespace}, {PodUid}, {LabelMap} and {AnnotationMap}";

    /// <summary>The pod's labels; Argo's own are among them (Argo's source, <c>createWorkflowPod</c>).</summary>
    public IReadOnlyDictionary<string, string> Labels =>
        Merge(request.OnExit ? new() { [WorkflowLabel] = name, [CompletedLabel] = "false", [OnExitLabel] = "true" } : new() { [WorkflowLabel] = name, [CompletedLabel] = "false" }, spec.PodMetadata?.Labels, request.Template.Metadata?.Labels);

    /// <summary>The pod's annotations; Argo's own are among them.</summary>
    public IReadOnlyDictionary<string, string> Annotations =>
        Merge(new() { [NodeNameAnnotation] = request.NodeName, [NodeIdAnnotation] = NodeNames.Id(name, request.NodeName) }, spec.PodMetadata?.Annotations, request.Template.Metadata?.Annotations);

    /// <summary>Whether a variable can show the field.</summary>
    public static bool IsKnown(string field) => field is NodeName or ServiceAccount || IsOfPod(field);

    /// <summary>Whether a file can show the field: those of a variable, and the maps as a whole.</summary>
    public static bool IsKnownToFiles(string field) => field is LabelMap or AnnotationMap || IsOfPod(field);

    /// <summary>What a variable shows: one value, empty where the pod has no such key; null: the field has no meaning here, or only the worker knows it.</summary>
    public string? Value(string field) => field switch
    {
        PodName => request.PodName,
        PodNamespace => space,
        PodUid => Uid().ToString("D"),
        ServiceAccount => request.Template.ServiceAccountName ?? spec.ServiceAccountName ?? "default",
        _ when KeyIn(LabelMap, field) is { } key => Labels.GetValueOrDefault(key, ""),
        _ when KeyIn(AnnotationMap, field) is { } key => Annotations.GetValueOrDefault(key, ""),
        _ => null,
    };

    /// <summary>What a file shows: as <see cref="Value" />, or a whole map, a sorted line <c>key="value"</c> for each entry; null: the field has no meaning here.</summary>
    public string? File(string field) => field switch
    {
        LabelMap => Lines(Labels),
        AnnotationMap => Lines(Annotations),
        _ => Value(field),
    };

    // Made of the workflow and the pod's name, so that a task that is sent again is told the same (RFC 9562, version 8).
    private Guid Uid()
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{uid:D}/{request.PodName}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static bool IsOfPod(string field) => field is PodName or PodNamespace or PodUid || KeyIn(LabelMap, field) is not null || KeyIn(AnnotationMap, field) is not null;

    private static string Lines(IReadOnlyDictionary<string, string> map) =>
        string.Join('\n', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Quoted(pair.Value)}"));

    private static string? KeyIn(string map, string field) =>
        field.StartsWith(map + "['", StringComparison.Ordinal) && field.EndsWith("']", StringComparison.Ordinal) && field.Length > map.Length + 4 ? field[(map.Length + 2)..^2] : null;

    private static Dictionary<string, string> Merge(Dictionary<string, string> merged, params ReadOnlySpan<IReadOnlyDictionary<string, string>?> others)
    {
        foreach (var other in others)
        {
            foreach (var (key, value) in other ?? None) merged[key] = value;
        }

        return merged;
    }

    // As Go's %q, which Kubernetes writes.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static readonly IReadOnlyDictionary<string, string> None = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
