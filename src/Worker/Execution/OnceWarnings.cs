using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Execution;

/// <summary>What this worker's engine cannot do as tasks ask for it, each said once.</summary>
internal sealed partial class OnceWarnings(ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> said = new(StringComparer.Ordinal);

    /// <summary>Says it, unless something of that kind was said before.</summary>
    public void Tell(string kind, string sentence)
    {
        if (said.TryAdd(kind, true))
            LogSaid(logger, sentence);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Sentence}")]
    private static partial void LogSaid(ILogger logger, string sentence);
}
