using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api.Downloads;

/// <summary>Lines of logs that were archived, for when those that were kept are gone. A line has no time of its own any more: it counts for the end of its node.</summary>
internal static class ArchivedLogs
{
    /// <summary>The lines that a query asks for, pod by pod in the order of their ends.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="logs">The logs of the container that is asked for, with their nodes.</param>
    /// <param name="query">Which lines.</param>
    /// <param name="isMeant">Of which pods.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<LogEntry> ReadAsync(
        WorkflowSummary workflow, IReadOnlyList<(JsonElement Node, ArtifactDownload Log)> logs, LogQuery query, Func<string, bool> isMeant,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!QueryMatch.LabelsFit(query.Selector, query.CommonLabels))
            yield break;
        long sent = 0;
        foreach (var (pod, at, log) in logs.Select(found => (PodOf(workflow.Name, found.Node), EndOf(found.Node), found.Log)).OrderBy(found => found.Item2))
        {
            if (!isMeant(pod) || !IsAsked(query, pod) || at < query.Since)
                continue;
            await foreach (var line in LinesAsync(log, query, cancellationToken).ConfigureAwait(false))
            {
                sent += line.Length;
                if (sent > query.LimitBytes)
                    yield break;
                var nanos = LogLineText.Nanos(at);
                yield return new LogEntry(pod, nanos, query.Timestamps ? LogLineText.Format(nanos) + " " + line : line);
            }
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(ArtifactDownload log, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await log.OpenAsync(cancellationToken).ConfigureAwait(false) is not { } stream)
            yield break;
        using var reader = new StreamReader(stream);
        var last = new Queue<string>();
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (query.Grep?.IsMatch(line) == false)
                continue;
            if (query.TailLines is not >= 0)
            {
                yield return line;
                continue;
            }

            last.Enqueue(line);
            if (last.Count > query.TailLines)
                last.Dequeue();
        }

        foreach (var line in last)
            yield return line;
    }

    private static bool IsAsked(LogQuery query, string pod) => query.PodNames is { } names ? names.Contains(pod, StringComparer.Ordinal) : string.IsNullOrEmpty(query.PodName) || query.PodName == pod;

    private static DateTimeOffset EndOf(JsonElement node) =>
        node.TryGetProperty("finishedAt", out var at) && at.ValueKind == JsonValueKind.String ? DateTimeOffset.Parse(at.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.UnixEpoch;

    // Argo's format v2: the number in a node's id is the hash in its pod's name.
    private static string PodOf(string workflow, JsonElement node)
    {
        var id = node.GetProperty("id").GetString()!;
        if (id == workflow)
            return workflow;
        var template = node.TryGetProperty("templateName", out var name) && name.GetString() is { Length: > 0 } own ? own
            : node.TryGetProperty("templateRef", out var reference) && reference.TryGetProperty("template", out var other) ? other.GetString() ?? "" : "";
        var prefix = template.Length == 0 ? workflow : $"{workflow}-{template}";
        return $"{(prefix.Length > 242 ? prefix[..242] : prefix)}-{id[(workflow.Length + 1)..].Split('-')[0]}";
    }
}
