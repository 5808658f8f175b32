using System.Text.Json.Nodes;
using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Values;

/// <summary>JSON texts that mention large values (<see cref="TaskText"/>), and where they may: everywhere else something reads the value, which is put in.</summary>
internal static class ValueMentions
{
    private static readonly string[] Containers = ["container", "script", "containerSet.containers[]", "initContainers[]", "sidecars[]"];

    /// <summary>Fields of a task's template that a worker alone reads, and outputs that stand in it.</summary>
    public static readonly IReadOnlySet<string> OfTask = Containers.SelectMany(container => (string[])[$"{container}.command[]", $"{container}.args[]", $"{container}.env[].value"])
        .Concat(["script.source", "inputs.artifacts[].raw.data", "http.body", "outputs.parameters[].value", "outputs.parameters[].valueFrom.default"]).ToHashSet(StringComparer.Ordinal);

    /// <summary>Fields of a call that it hands on, and its list of items, which is read once.</summary>
    public static readonly IReadOnlySet<string> OfCall = new HashSet<string>(StringComparer.Ordinal) { "arguments.parameters[].value", "arguments.artifacts[].raw.data", "withParam" };

    /// <summary>The same field in a list of artifacts.</summary>
    public static readonly IReadOnlySet<string> OfArtifacts = new HashSet<string>(StringComparer.Ordinal) { "[].raw.data" };

    /// <summary>The same field of one artifact.</summary>
    public static readonly IReadOnlySet<string> OfArtifact = new HashSet<string>(StringComparer.Ordinal) { "raw.data" };

    /// <summary>Outputs of a steps or DAG template that are handed on.</summary>
    public static readonly IReadOnlySet<string> OfOutputs = new HashSet<string>(StringComparer.Ordinal) { "parameters[].value", "parameters[].valueFrom.default", "parameters[].valueFrom.parameter" };

    /// <summary>None.</summary>
    public static readonly IReadOnlySet<string> Nowhere = new HashSet<string>();

    /// <summary>The JSON text with values put in wherever they may not be mentioned.</summary>
    /// <param name="json">The text.</param>
    /// <param name="allowed">Paths of the fields that may mention some.</param>
    /// <param name="find">Finds a value by its digest.</param>
    /// <returns>The text itself, where there is nothing to put in.</returns>
    public static string Only(string json, IReadOnlySet<string> allowed, Func<string, StoredValue?> find)
    {
        if (!json.Contains("\\u001a", StringComparison.OrdinalIgnoreCase))
            return json;
        var root = JsonNode.Parse(json)!;
        return Fill(root, "", allowed, find) ? root.ToJsonString(JsonText.NodeOptions) : json;
    }

    // True: something was put in.
    private static bool Fill(JsonNode node, string path, IReadOnlySet<string> allowed, Func<string, StoredValue?> find)
    {
        var filled = false;
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, child) in map.ToArray())
                {
                    if (child is not null)
                        filled |= Fill(child, path.Length == 0 ? name : $"{path}.{name}", allowed, find);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is { } child)
                        filled |= Fill(child, path + "[]", allowed, find);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var text) && TaskText.MayMention(text) && !allowed.Contains(path):
                var whole = TaskText.Whole(text, find);
                if (whole != text)
                {
                    value.ReplaceWith(whole);
                    filled = true;
                }

                break;
        }

        return filled;
    }
}
