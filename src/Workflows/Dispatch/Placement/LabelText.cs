namespace Fleet.Workflows.Dispatch;

/// <summary>Labels as text.</summary>
internal static class LabelText
{
    /// <summary>The same for equal sets of labels.</summary>
    public static string Canonical(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? "" : string.Join('\u0002', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}\u0003{l.Value}"));

    /// <summary>For users: <c>disktype=ssd,zone=a</c>.</summary>
    public static string Readable(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));
}
