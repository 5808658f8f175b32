using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Messaging;

/// <summary>Keeps what a process logs as a warning or worse.</summary>
internal sealed class WarningLog : ILoggerProvider
{
    public ConcurrentQueue<string> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(Entries, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<string> entries, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) entries.Enqueue($"{category}: {formatter(state, exception)} {exception?.Message}");
        }
    }
}
