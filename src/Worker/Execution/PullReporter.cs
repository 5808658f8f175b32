using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Hands the engine's pull progress on at once, on the thread that brings it: <see cref="Progress{T}"/> would post it, and it could overtake the start.</summary>
internal sealed class PullReporter(Action<PullProgress> report) : IProgress<PullProgress>
{
    /// <inheritdoc />
    public void Report(PullProgress value) => report(value);
}
