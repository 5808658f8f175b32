using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>
/// What an outcome means: Failed is the user's code (exit code, deadline, shutdown), Error is everything around it (Argo docs, "Retries", Retry policies;
/// messages as in Argo's <c>inferFailedReason</c>).
/// </summary>
internal static class LeafOutcome
{
    /// <summary>Message of what ran into a deadline.</summary>
    public const string DeadlineMessage = "Step exceeded its deadline";

    /// <summary>Message of a node whose <c>pendingTimeout</c> ended it, or whose <c>timeout</c> did while it waited for its locks (Argo's source <c>checkTemplateTimeout</c>).</summary>
    public const string PendingMessage = "timeout";

    /// <summary>Phase and message of a task that ended.</summary>
    /// <param name="template">Its template, tags replaced.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="stopMessage">Message of the stop that was asked for; null: none was.</param>
    /// <param name="options">Clock and seed of its conditions.</param>
    /// <param name="find">Finds a large value that the template mentions.</param>
    public static (NodePhase Phase, string? Message) Judge(Template template, TaskOutcome outcome, string? stopMessage, TagOptions options, Func<string, StoredValue?> find)
    {
        switch (outcome.Kind)
        {
            case TaskOutcomeKind.Cancelled: return (NodePhase.Failed, stopMessage ?? outcome.Message ?? "stopped");
            case TaskOutcomeKind.DeadlineExceeded: return (NodePhase.Failed, stopMessage ?? DeadlineMessage);
            case TaskOutcomeKind.Refused: return (NodePhase.Error, outcome.Message ?? "the worker cannot run this task");
            default: return template.Http is { } http ? HttpOutcome.Judge(http, outcome, options, find) : Exited(template, outcome, stopMessage);
        }
    }

    private static (NodePhase Phase, string? Message) Exited(Template template, TaskOutcome outcome, string? stopMessage)
    {
        foreach (var container in outcome.Containers.OrderBy(c => Rank(template, c)))
        {
            if (container.ExitCode is null or 0 || IsEndedSidecar(template, container))
                continue;
            if (stopMessage is not null)
                return (NodePhase.Failed, stopMessage);
            return (PhaseOf(container.ExitCode.Value), $"{container.Name}: {Text(container)}");
        }

        // What a data template makes is the work of its main container in Argo: that fails, while outputs that cannot be taken are an error.
        return outcome.OutputErrors.Count > 0 ? (template.Data is null ? NodePhase.Error : NodePhase.Failed, string.Join("; ", outcome.OutputErrors)) : (NodePhase.Succeeded, null);
    }

    // Of several that failed the first in Argo's order gives the message: init containers, main, sidecars.
    private static int Rank(Template template, ContainerOutcome container) =>
        template.InitContainers.Any(c => c.Name == container.Name) ? 0 : template.Sidecars.Any(c => c.Name == container.Name) ? 2 : 1;

    private static bool IsEndedSidecar(Template template, ContainerOutcome container) =>
        container.ExitCode is 137 or 143 && template.Sidecars.Any(s => s.Name == container.Name);

    /// <summary>What an exit code means.</summary>
    public static NodePhase PhaseOf(int exitCode) => exitCode == 0 ? NodePhase.Succeeded : NodePhase.Failed;

    /// <summary>How a container failed, in Argo's words.</summary>
    public static string Text(ContainerOutcome container)
    {
        var reason = container.OomKilled ? "OOMKilled" : "Error";
        var text = string.Create(CultureInfo.InvariantCulture, $"{reason} (exit code {container.ExitCode})");
        return string.IsNullOrEmpty(container.Message) ? text : $"{text}: {container.Message}";
    }
}
