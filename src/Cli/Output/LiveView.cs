using Fleet.Cli.Rendering;
using Fleet.Client;

namespace Fleet.Cli.Output;

/// <summary>Follows a workflow until it ends: a tree that redraws itself on a terminal, a line per change elsewhere.</summary>
internal static class LiveView
{
    /// <summary>Shows changes until the workflow has ended.</summary>
    /// <param name="environment">Where.</param>
    /// <param name="changes">A watch of one workflow.</param>
    /// <param name="interrupted">Ends, with a sentence for the user, when nobody runs it any more; null: that cannot be.</param>
    /// <param name="show">Show something meanwhile; a terminal shows the ended workflow in the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="shows">Which nodes are shown; null: all.</param>
    /// <returns>The last state.</returns>
    public static async Task<WorkflowView> FollowAsync(CliEnvironment environment, IAsyncEnumerable<WorkflowEvent> changes, Task<string>? interrupted, bool show, CancellationToken cancellationToken, Func<NodeView, bool>? shows = null)
    {
        WorkflowView? last = null;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var screen = show && environment.IsLive ? new LiveScreen(environment, Frame) : null)
        {
            _ = TellAsync(screen);
            await foreach (var change in changes.WithCancellation(cancellationToken))
            {
                var now = WorkflowView.Read(change.Object);
                Volatile.Write(ref last, now);
                if (screen is not null)
                    screen.Invalidate();
                else if (show)
                    WriteChanges(environment, now, seen, shows);
                if (now.IsDone || change.Type == "DELETED")
                    break;
            }
        }

        var end = last ?? throw new CliException("the watch ended before the workflow did");
        if (show && environment.IsLive)
            WorkflowOutput.Write(environment, end.Json, null, shows);
        return end;

        async Task TellAsync(LiveScreen? screen)
        {
            if (interrupted is null)
                return;
            await ((Task)interrupted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!interrupted.IsCompletedSuccessfully)
                return;
            var said = await interrupted;
            if (screen is null)
            {
                await environment.Error.WriteLineAsync(said);
                return;
            }

            // Until somebody goes on with it and it changes again.
            if (Volatile.Read(ref last) is { } workflow)
                Volatile.Write(ref last, workflow with { Interrupted = said });
            screen.Write(said);
            screen.Invalidate();
        }

        IReadOnlyList<string> Frame(int columns, int rows) =>
            Volatile.Read(ref last) is { } workflow ? LiveFrame.Lines(workflow, WorkflowOutput.Options(environment, "") with { Shows = shows }, columns, rows, brief: false) : [];
    }

    private static void WriteChanges(CliEnvironment environment, WorkflowView workflow, Dictionary<string, string> seen, Func<NodeView, bool>? shows)
    {
        foreach (var node in workflow.Nodes.Values.OrderBy(node => node.StartedAt).ThenBy(node => node.Name, StringComparer.Ordinal))
        {
            if (node.Type == "StepGroup" || shows?.Invoke(node) == false || (seen.TryGetValue(node.Id, out var phase) && phase == node.Phase))
                continue;
            seen[node.Id] = node.Phase;
            environment.Out.WriteLine($"{(environment.Utf8 ? Glyph.Of(node).Utf8 : Glyph.Of(node).Ascii)} {node.Name}: {node.Phase}{(node.Message.Length > 0 ? " (" + node.Message.ReplaceLineEndings(" ") + ")" : "")}");
        }
    }
}
