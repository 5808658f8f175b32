namespace Fleet.Workflows.Spec;

/// <summary>Rules of termination messages.</summary>
public static class TerminationMessages
{
    /// <summary><c>terminationMessagePolicy</c>: the file, else the end of the output of a container that failed.</summary>
    public const string FromOutput = "FallbackToLogsOnError";

    /// <summary>A file of that path is gone once its container has ended.</summary>
    public static bool IsLost(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.TrimEnd('/') == "/dev" || path.StartsWith("/dev/", StringComparison.Ordinal);
    }
}
