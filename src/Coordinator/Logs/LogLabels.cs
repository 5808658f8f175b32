using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Api;

namespace Fleet.Coordinator.Logs;

/// <summary>Labels of a pod, beside its logs: they come with the first piece of each.</summary>
internal static class LogLabels
{
    /// <summary>Keeps those of a chunk, if it has any.</summary>
    public static async Task WriteAsync(string folder, LogChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Labels is not { Count: > 0 } labels || File.Exists(LogPaths.Labels(folder)))
            return;
        // Never half of it: a reader may look at any time.
        var draft = Path.Combine(folder, $"labels.{Guid.NewGuid():N}.tmp");
        await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(labels), cancellationToken).ConfigureAwait(false);
        File.Move(draft, LogPaths.Labels(folder), overwrite: true);
    }

    /// <summary>Whether a pod is selected.</summary>
    /// <param name="folder">Folder of its logs.</param>
    /// <param name="query">Conditions, and the labels that every pod of the workflow has.</param>
    public static bool Fit(string folder, LogQuery query)
    {
        if (query.Selector.Count == 0)
            return true;
        var labels = new Dictionary<string, string>(query.CommonLabels, StringComparer.Ordinal);
        var path = LogPaths.Labels(folder);
        if (File.Exists(path))
        {
            foreach (var (key, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(path))!)
                labels[key] = value;
        }

        return QueryMatch.LabelsFit(query.Selector, labels);
    }
}
