using System.Runtime.InteropServices;
using Fleet.Cli.Output;

namespace Fleet.Cli.Runs;

/// <summary>Ctrl-C (and SIGTERM, and SIGHUP of a terminal that is closed): the first one stops the workflow, the second one ends it and the process at once, a third one the process without waiting for anything.</summary>
internal sealed class InterruptSignals : IAsyncDisposable
{
    private readonly CancellationTokenSource killed = new();
    private readonly PosixSignalRegistration[] registrations;
    private int count;

    public InterruptSignals()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, .. IgnoredSignals.Hangup ? Array.Empty<PosixSignal>() : [PosixSignal.SIGHUP]];
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled by the second signal, or by the first one as long as there is nothing to stop.</summary>
    public CancellationToken Killed => killed.Token;

    /// <summary>It has been.</summary>
    public bool IsKilled => killed.IsCancellationRequested;

    /// <summary>A signal came.</summary>
    public bool Interrupted => Volatile.Read(ref count) > 0;

    /// <summary>What the first signal does.</summary>
    public Action? OnFirst { get; set; }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        killed.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref count) == 1 && OnFirst is { } stop)
        {
            stop();
            return;
        }

        // Asked again while it ends already: no more patience.
        if (killed.IsCancellationRequested)
            Environment.Exit(ExitCodes.Interrupted);
        killed.Cancel();
    }
}
