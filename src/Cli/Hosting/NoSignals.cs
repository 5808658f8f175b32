using Fleet.Coordinator.Runs;

namespace Fleet.Cli.Hosting;

/// <summary>A change feed without signals: this process commits nothing, watches look for themselves.</summary>
internal sealed class NoSignals : IWorkflowChanges
{
    public IWorkflowSubscription Subscribe(Guid? uid = null) => new Silence();

    private sealed class Silence : IWorkflowSubscription
    {
        public async ValueTask<IReadOnlyList<WorkflowVersion>> NextAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }

        public void Dispose()
        {
        }
    }
}
