using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Hosting;

/// <summary>Logs one line an entry to standard error: <c>warn: Category: text</c>. Without the console logger's queue thread and formatter, which cost start-up time.</summary>
internal sealed class LineLoggerProvider(TextWriter writer, LogLevel level, TimeProvider clock) : ILoggerProvider
{
    private readonly TextWriter output = TextWriter.Synchronized(writer);

    public ILogger CreateLogger(string categoryName) => new LineLogger(output, level, categoryName, clock);

    public void Dispose()
    {
    }

    private sealed class LineLogger(TextWriter output, LogLevel minimum, string category, TimeProvider clock) : ILogger
    {
        private readonly string shortCategory = category[(category.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel) || (minimum > LogLevel.Debug && SaidElsewhere.Holds(category, state)))
                return;
            var time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
            output.WriteLine($"{time} {Short(logLevel)} {shortCategory}: {formatter(state, exception)}{(exception is null ? "" : " " + (logLevel >= LogLevel.Error ? exception.ToString() : exception.Message))}");
        }

        private static string Short(LogLevel level) => level switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
    }
}
