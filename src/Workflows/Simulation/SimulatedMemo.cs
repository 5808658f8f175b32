using System.Text.Json.Nodes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>The memoization cache of a simulation.</summary>
internal sealed class SimulatedMemo
{
    private const string GivenNode = "given";

    private readonly Dictionary<MemoKey, (MemoEntry Entry, DateTimeOffset ExpiresAt)> _entries = [];

    public SimulatedMemo(Given given, string @namespace, DateTimeOffset start)
    {
        foreach (var memo in given.Memo)
            _entries[new MemoKey(@namespace, memo.Cache, memo.Key)] = (new MemoEntry(GivenNode, memo.Outputs, start - memo.Age), DateTimeOffset.MaxValue);
    }

    /// <param name="key">The key.</param>
    /// <param name="template">The template that asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="replace">Replaces the tags of a text as the node has them that asks.</param>
    public MemoEntry? Find(MemoKey key, Template template, DateTimeOffset now, Func<string, string> replace) =>
        !_entries.TryGetValue(key, out var found) || found.ExpiresAt <= now ? null
        : found.Entry.NodeId == GivenNode ? found.Entry with { Outputs = WithGlobalNames(found.Entry.Outputs, template, replace) }
        : found.Entry;

    public void Save(SaveMemo save) => _entries[save.Key] = (save.Entry, save.ExpiresAt);

    // A given entry names values only; one that a run has stored has its parameters' global names with it.
    private static string WithGlobalNames(string outputs, Template template, Func<string, string> replace)
    {
        var json = JsonNode.Parse(outputs)!.AsObject();
        foreach (var parameter in json["parameters"]?.AsArray() ?? [])
        {
            if (template.Outputs.Parameters.FirstOrDefault(declared => declared.Name == parameter!["name"]!.GetValue<string>())?.GlobalName is { } name)
                parameter!["globalName"] = replace(name);
        }

        return json.ToJsonString();
    }
}
