using System.Text;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Facts of a task's pod that a volume <c>downwardAPI</c> can show, of those that mean something without Kubernetes.</summary>
internal static class PodFacts
{
    private static readonly string[] Maps = ["metadata.labels", "metadata.annotations"];

    public static bool IsKnown(string field) => field is "metadata.name" or "metadata.namespace" || Array.Exists(Maps, map => field == map || KeyIn(map, field) is not null);

    public static string Refusal(KeyToPath item) => item.Key.Length == 0
        ? $"the item '{item.Path}' refers to a resource of a container; only metadata.name, metadata.namespace, metadata.labels and metadata.annotations have a meaning here"
        : $"the item '{item.Path}' refers to the pod's field '{item.Key}'; only metadata.name, metadata.namespace, metadata.labels and metadata.annotations have a meaning here";

    public static string Value(Turn turn, TaskRequest request, string field)
    {
        if (field == "metadata.name")
            return request.PodName;
        if (field == "metadata.namespace")
            return turn.State.Namespace;
        var (workflow, template) = (turn.State.Workflow.Spec.PodMetadata, request.Template.Metadata);
        var labels = field.StartsWith(Maps[0], StringComparison.Ordinal);
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pairs in (IReadOnlyDictionary<string, string>?[])[labels ? workflow?.Labels : workflow?.Annotations, labels ? template?.Labels : template?.Annotations])
        {
            foreach (var (name, value) in pairs ?? new Dictionary<string, string>())
                all[name] = value;
        }

        return KeyIn(labels ? Maps[0] : Maps[1], field) is { } key ? all.GetValueOrDefault(key) ?? "" : string.Join('\n', all.Select(pair => $"{pair.Key}={Quoted(pair.Value)}"));
    }

    // metadata.labels['KEY']
    private static string? KeyIn(string map, string field) =>
        field.StartsWith(map + "['", StringComparison.Ordinal) && field.EndsWith("']", StringComparison.Ordinal) && field.Length > map.Length + 4 ? field[(map.Length + 2)..^2] : null;

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
}
