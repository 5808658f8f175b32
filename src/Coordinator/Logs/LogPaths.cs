using System.Globalization;
using Fleet.Contracts;

namespace Fleet.Coordinator.Logs;

/// <summary>
/// Where log files lie: <c>ROOT/UID/POD/CONTAINER.ORDINAL.DISPATCH.STREAM.log</c>, and the same name with <c>.end</c> for a stream that is complete.
/// The name is the index: a follower finds a pod's streams by listing one folder.
/// </summary>
internal static class LogPaths
{
    /// <summary>Folder of a workflow's logs.</summary>
    public static string Workflow(string root, Guid uid) => Path.Combine(root, uid.ToString("D"));

    /// <summary>Folder of a pod's logs.</summary>
    public static string Pod(string root, Guid uid, string pod) => Path.Combine(Workflow(root, uid), Safe(pod));

    /// <summary>File of a stream.</summary>
    public static string Stream(string root, TaskStamp stamp, string pod, string container, string stream) =>
        Path.Combine(Pod(root, stamp.Workflow, pod), string.Create(CultureInfo.InvariantCulture, $"{Safe(container)}.{stamp.Ordinal}.{stamp.Dispatch}.{Safe(stream)}.log"));

    /// <summary>Beside a stream's file of which the rest is not kept.</summary>
    public static string Truncated(string path) => Path.ChangeExtension(path, ".truncated");

    /// <summary>Labels of the pod of a folder.</summary>
    public static string Labels(string folder) => Path.Combine(folder, "labels.json");

    /// <summary>Pod of a folder.</summary>
    public static string PodOf(string folder) => Uri.UnescapeDataString(Path.GetFileName(folder));

    /// <summary>Parts of a file's name; null: not a log file.</summary>
    public static LogFile? Parse(string path)
    {
        var name = Path.GetFileName(path);
        if (!name.EndsWith(".log", StringComparison.Ordinal))
            return null;
        var parts = name[..^4].Split('.');
        return parts.Length == 4 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var ordinal) && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var dispatch)
            ? new LogFile(path, Uri.UnescapeDataString(parts[0]), ordinal, dispatch, Uri.UnescapeDataString(parts[3]))
            : null;
    }

    // No name reaches the file system as it came: separators, dots and the like are escaped.
    private static string Safe(string text) => Uri.EscapeDataString(text).Replace(".", "%2E", StringComparison.Ordinal);
}

/// <summary>A stream's file.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Container">Container.</param>
/// <param name="Ordinal">Node.</param>
/// <param name="Dispatch">Dispatch of the node.</param>
/// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
internal sealed record LogFile(string Path, string Container, int Ordinal, int Dispatch, string Stream)
{
    /// <summary>Which stream it is.</summary>
    public LogStreamId Id => new(Ordinal, Dispatch, Container, Stream);

    /// <summary>The stream is complete.</summary>
    public bool IsComplete => File.Exists(System.IO.Path.ChangeExtension(Path, ".end"));
}
