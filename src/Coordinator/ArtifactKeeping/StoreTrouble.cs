using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>
/// Says in the coordinator's log when its own artifact store does not take what it is sent (its disk is full, say), and when that is over, each once: whoever operates it need not read it off the
/// workflows. It is over when all that was not taken has come again, or its senders have given up; what is small may be taken all the while.
/// </summary>
internal sealed partial class StoreTrouble(ILogger logger, TimeProvider time)
{
    // Twice as long as workers try again by default (FLEET_ARTIFACT_PATIENCE).
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private const int MostKeys = 1000;

    private readonly Lock _guard = new();
    private readonly Dictionary<string, long> _failed = new(StringComparer.Ordinal);

    /// <summary>It did not take an artifact.</summary>
    public void Failed(string key, string error)
    {
        bool first;
        lock (_guard)
        {
            first = _failed.Count == 0;
            if (_failed.Count < MostKeys || _failed.ContainsKey(key))
                _failed[key] = time.GetTimestamp();
        }

        if (first)
            LogFailed(logger, error);
    }

    /// <summary>It took one.</summary>
    public void Took(string key)
    {
        lock (_guard)
        {
            if (_failed.Count == 0)
                return;
            _failed.Remove(key);
            foreach (var old in _failed.Where(failed => time.GetElapsedTime(failed.Value) > Remembered).Select(failed => failed.Key).ToList())
                _failed.Remove(old);
            if (_failed.Count > 0)
                return;
        }

        LogOver(logger);
    }

    [LoggerMessage(1, LogLevel.Warning, "An artifact was not stored: {Error}. Tasks wait for it, and end in Error when their patience is out")]
    private static partial void LogFailed(ILogger logger, string error);

    [LoggerMessage(2, LogLevel.Information, "The artifact store takes artifacts again")]
    private static partial void LogOver(ILogger logger);
}
