using Fleet.Cli.Rendering;
using Fleet.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fleet.Cli.Output;

/// <summary>Follows a workflow until it ends: a tree that redraws itself on a terminal, a line per change elsewhere.</summary>
internal static class LiveView
{
    /// <summary>Shows changes until the workflow has ended.</summary>
    /// <returns>The last state.</returns>
    public static async Task<WorkflowView> FollowAsync(CliEnvironment environment, IAsyncEnumerable<WorkflowEvent> changes, bool show, CancellationToken cancellationToken)
    {
        WorkflowView? last = null;
        if (!show || !environment.IsTerminal)
        {
            var seen = new Dictionary<string, string>(StringComparer.Ordinal);
            await foreach (var change in changes.WithCancellation(cancellationToken))
            {
                last = WorkflowView.Read(change.Object);
                if (show)
                    WriteChanges(environment, last, seen);
                if (last.IsDone || change.Type == "DELETED")
                    break;
            }

            return last ?? throw new CliException("the watch ended before the workflow did");
        }

        await environment.LiveConsole().Live(new Text("")).StartAsync(async live =>
        {
            var gate = new Lock();
            void Redraw()
            {
                lock (gate)
                {
                    if (last is not null)
                        live.UpdateTarget(Draw(environment, last));
                }
            }

            using var ticker = environment.Time.CreateTimer(_ => Redraw(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            await foreach (var change in changes.WithCancellation(cancellationToken))
            {
                lock (gate)
                    last = WorkflowView.Read(change.Object);
                Redraw();
                if (last.IsDone || change.Type == "DELETED")
                    break;
            }
        });
        return last ?? throw new CliException("the watch ended before the workflow did");
    }

    private static Rows Draw(CliEnvironment environment, WorkflowView workflow) =>
        new(GetPrinter.Lines(workflow, WorkflowOutput.Options(environment, "")).Select(line => (IRenderable)new Markup(line.Length == 0 ? " " : line) { Overflow = Overflow.Ellipsis }));

    private static void WriteChanges(CliEnvironment environment, WorkflowView workflow, Dictionary<string, string> seen)
    {
        foreach (var node in workflow.Nodes.Values.OrderBy(node => node.StartedAt).ThenBy(node => node.Name, StringComparer.Ordinal))
        {
            if (node.Type == "StepGroup" || (seen.TryGetValue(node.Id, out var phase) && phase == node.Phase))
                continue;
            seen[node.Id] = node.Phase;
            environment.Out.WriteLine($"{(environment.Utf8 ? Glyph.Of(node).Utf8 : Glyph.Of(node).Ascii)} {node.Name}: {node.Phase}{(node.Message.Length > 0 ? " (" + node.Message.ReplaceLineEndings(" ") + ")" : "")}");
        }
    }
}
