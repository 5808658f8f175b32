using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;
using GoDuration = Fleet.Workflows.Expressions.GoDuration;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Suspend nodes: they run until somebody resumes them or their duration is over (Argo docs, "Suspending").</summary>
internal static class SuspendFlow
{
    /// <summary>Makes the node.</summary>
    public static Node Start(Turn turn, NodeSeed seed, TemplateHandle handle, string?[] inputs, Substitution scope)
    {
        Template template;
        GoDuration? duration;
        NodeOutputs? outputs;
        try
        {
            var text = scope.Mentioning(turn.State.Values).Apply(handle.Text);
            template = ReferenceEquals(text, handle.Text) ? handle.Template : SpecReader.ReadTemplate(ValueMentions.Only(text.Source, ValueMentions.OfTask, turn.State.Values.Find));
            TimeLimits.Check(template);
            duration = template.Suspend?.Duration is { } d ? GoDuration.ParseSecondsOrDuration(d) : null;
            outputs = template.Outputs.Parameters.Count > 0 ? Open(turn.State.Values, template) : null;
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            return Invocation.Fail(turn, seed, e.Message);
        }

        var node = Completion.Create(turn, seed, NodeType.Suspend, NodePhase.Running);
        node.Inputs = inputs;
        node.Leaf = new LeafState();
        node.Outputs = outputs;
        if (ShutdownFlow.IsRefused(turn, node))
            return node;
        if (duration is { } wait)
        {
            var until = turn.Now + wait.ToTimeSpan();
            node.Leaf.ResumeAt = until.UtcTicks;
            turn.Send(new SetTimer(new TimerKey(node.Ordinal, TimerKind.Suspend), until));
        }

        HookFlow.OnRunning(turn, node);
        return node;
    }

    /// <summary>Lets it go on. Supplied outputs: the value that was set, else the output's default, else that of the input of the same name.</summary>
    /// <exception cref="InvalidOperationException">It cannot: see <see cref="Missing"/>.</exception>
    public static void Resume(Turn turn, Node node)
    {
        if (node.Outputs is { } outputs)
        {
            node.Outputs = new NodeOutputs
            {
                Parameters = [.. outputs.Parameters.Select(p => p with { Value = Value(node, p) ?? throw new InvalidOperationException($"output {p.Name} has no value"), Default = null })],
            };
        }

        End(turn, node, NodePhase.Succeeded, node.Message);
    }

    /// <summary>Why it cannot go on: an output that nobody supplied; null: it can.</summary>
    public static string? Missing(Node node) => node.Outputs?.Parameters.FirstOrDefault(p => Value(node, p) is null) is { } parameter
        ? $"raw output parameter '{parameter.Name}' has not been set and does not have a default value"
        : null;

    /// <summary>Its duration is over.</summary>
    public static void OnTimer(Turn turn, Node node)
    {
        if (node.Type != NodeType.Suspend || node.IsFulfilled)
            return;
        if (Missing(node) is { } missing)
            End(turn, node, NodePhase.Error, missing);
        else
            Resume(turn, node);
    }

    /// <summary>Ends it.</summary>
    public static void End(Turn turn, Node node, NodePhase phase, string? message)
    {
        if (node.Leaf?.ResumeAt > 0)
            turn.Send(new ClearTimer(new TimerKey(node.Ordinal, TimerKind.Suspend)));
        Completion.Finish(turn, node, phase, message);
        turn.Send(new Announce(AnnouncementKind.NodeFinished, node.Ordinal));
    }

    private static NodeOutputs Open(ValueTable values, Template template)
    {
        var outputs = LeafOutputs.Declared(values, template);
        return new NodeOutputs { Parameters = [.. outputs.Parameters.Zip(template.Outputs.Parameters, (output, declared) => output with { Default = values.Output(output.Name, declared.ValueFrom?.Default) })] };
    }

    private static string? Value(Node node, OutputParameter parameter) =>
        parameter.Value ?? parameter.Default ?? DeclaredDefault(node, parameter.Name) ?? InputDefault(node, parameter.Name);

    // A node that an earlier version has stored has no default of its own.
    private static string? DeclaredDefault(Node node, string name) => node.Template!.Template.Outputs.Parameters.FirstOrDefault(p => p.Name == name)?.ValueFrom?.Default;

    private static string? InputDefault(Node node, string name)
    {
        var declared = node.Template!.Template.Inputs.Parameters;
        for (var i = 0; i < node.Inputs.Length; i++)
        {
            if (declared[i].Name == name)
                return SuspendInput.Read(node.Inputs[i])?.Default ?? declared[i].Default;
        }

        return null;
    }
}
