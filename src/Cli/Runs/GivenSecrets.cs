using System.Text;
using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>The Secrets that are in a workflow's own file: on a server they go with the workflow, and are in no namespace.</summary>
internal sealed class GivenSecrets
{
    private readonly Dictionary<string, Dictionary<string, string>> _values;

    /// <param name="documents">What is in the file beside the workflow; valid.</param>
    public GivenSecrets(IEnumerable<SpecDocument> documents) =>
        _values = documents.Where(document => document.Kind == "Secret").GroupBy(document => document.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Values(group.First().Json), StringComparer.Ordinal);

    /// <summary>A Secret of this name is among them.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A value by Secret and key; null: it is not there.</summary>
    public string? Value(string name, string key) => _values.GetValueOrDefault(name)?.GetValueOrDefault(key);

    private static Dictionary<string, string> Values(string manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        // stringData wins, as in Kubernetes.
        foreach (var (part, isText) in ((string, bool)[])[("data", false), ("stringData", true)])
        {
            if (!document.RootElement.TryGetProperty(part, out var entries) || entries.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var entry in entries.EnumerateObject())
                values[entry.Name] = entry.Value.GetString() is not { } text ? "" : isText ? text : Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }

        return values;
    }
}
