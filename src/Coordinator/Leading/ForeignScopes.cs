using Fleet.Coordinator.Api;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Workers;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Leading;

/// <summary>
/// Interrupted scopes whose tasks ran where no worker of this Fleet is (<see cref="CoordinatorOptions.TakeOverRuntimes"/>). Here they would count as lost when their lease is out, and run a
/// second time beside those that live.
/// </summary>
internal sealed partial class ForeignScopes(IFleetStore store, CoordinatorOptions options, ILogger logger)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>It is one; the log says so once.</summary>
    public async Task<bool> HoldsAsync(ScopeInfo scope, CancellationToken cancellationToken)
    {
        // What has ended needs no runtime: it is only to be deleted.
        if (scope.Workflows.All(workflow => workflow.FinishedAt is not null)) return false;
        if (await RuntimeAsync(scope.Scope, cancellationToken).ConfigureAwait(false) is not { } runtime) return false;
        foreach (var workflow in _told.Add(scope.Scope) ? scope.Workflows : [])
            LogLeft(logger, workflow.Name, runtime, Interruptions.Command(workflow.Namespace, workflow.Name));
        return true;
    }

    /// <summary>Why a request cannot reach a workflow; null: not because of this.</summary>
    public async Task<string?> RefusalAsync(WorkflowSummary workflow, CancellationToken cancellationToken)
    {
        if (workflow.FinishedAt is not null || await store.FindLeaderAsync(workflow.Scope, cancellationToken).ConfigureAwait(false) is not null) return null;
        return await RuntimeAsync(workflow.Scope, cancellationToken).ConfigureAwait(false) is not { } runtime ? null
            : $"workflow {workflow.Name} was interrupted, and its tasks ran on the runtime {runtime}, which no worker here is: go on with it ({Interruptions.Command(workflow.Namespace, workflow.Name)}), and stop it there (Ctrl-C)";
    }

    private async Task<string?> RuntimeAsync(string scope, CancellationToken cancellationToken) =>
        options.TakeOverRuntimes is { } own && await ScopeRuntime.FindAsync(store, scope, cancellationToken).ConfigureAwait(false) is { } runtime && !own.Contains(runtime, StringComparer.Ordinal) ? runtime : null;

    [LoggerMessage(1, LogLevel.Warning, "Workflow {Workflow} was interrupted while its tasks ran on the runtime {Runtime}, which no worker here is: it is left alone. Go on with it: {Command}")]
    private static partial void LogLeft(ILogger logger, string workflow, string runtime, string command);
}
