using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Container nodes: the members of a container set, below their pod's node (Argo docs, "Container Set Template"). They start and end as the worker tells.</summary>
internal static class MemberFlow
{
    /// <summary>Makes the nodes of a pod's members.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="pod">The pod's node.</param>
    /// <param name="set">The container set, tags replaced.</param>
    public static void Create(Turn turn, Node pod, ContainerSetTemplate set)
    {
        for (var i = 0; i < set.Containers.Count; i++)
        {
            var seed = new NodeSeed
            {
                Owner = pod.Ordinal,
                Boundary = pod.Ordinal,
                Role = NodeRole.Member,
                Suffix = "." + set.Containers[i].Name,
                Site = i,
                Depth = pod.Depth,
                Template = pod.Template,
                TemplateName = pod.TemplateName,
            };
            Completion.Create(turn, seed, NodeType.Container, NodePhase.Pending);
        }
    }

    /// <summary>What the worker has seen of them so far.</summary>
    public static void Update(Turn turn, Node pod, IReadOnlyList<ContainerOutcome> containers)
    {
        foreach (var member in Members(turn, pod))
        {
            if (member.Phase.IsFulfilled() || Find(containers, member) is not { StartedAt: { } started } container)
                continue;
            if (member.Phase == NodePhase.Pending)
            {
                member.StartedAt = started.UtcTicks;
                Completion.Update(turn, member, NodePhase.Running, null);
                turn.Send(new Announce(AnnouncementKind.NodeStarted, member.Ordinal));
            }

            if (container.ExitCode is { } code)
                End(turn, member, LeafOutcome.PhaseOf(code), code == 0 ? null : LeafOutcome.Text(container), container.FinishedAt);
        }
    }

    /// <summary>Their pod is over: those that never ran end too.</summary>
    public static void Close(Turn turn, Node pod, NodePhase phase, string? message, TaskOutcome? outcome)
    {
        Update(turn, pod, outcome?.Containers ?? []);
        foreach (var member in Members(turn, pod).Where(member => !member.Phase.IsFulfilled()).ToArray())
        {
            if (outcome is { Kind: TaskOutcomeKind.Exited } && Missed(turn, pod, member, outcome.Containers) is { } why)
                End(turn, member, NodePhase.Error, why, null);
            else
                End(turn, member, phase, message, null);
        }
    }

    /// <summary>The pod's dispatch was given up: all of them run again with the next one.</summary>
    public static void Reset(Turn turn, Node pod)
    {
        foreach (var member in Members(turn, pod))
        {
            if (member.Phase == NodePhase.Succeeded)
                turn.State.TasksDone--;
            member.FinishedAt = 0;
            member.StartedAt = turn.Now.UtcTicks;
            member.Flags &= ~NodeFlags.Settled;
            turn.Touch(member);
            Completion.Update(turn, member, NodePhase.Pending, null);
        }
    }

    private static void End(Turn turn, Node member, NodePhase phase, string? message, DateTimeOffset? at)
    {
        Completion.Finish(turn, member, phase, message);
        if (at is { } finished)
            member.FinishedAt = Math.Max(finished.UtcTicks, member.StartedAt);
        turn.Send(new Announce(AnnouncementKind.NodeFinished, member.Ordinal));
    }

    // Argo's executor waits in every container for those it depends on, and gives up with this sentence.
    private static string? Missed(Turn turn, Node pod, Node member, IReadOnlyList<ContainerOutcome> containers)
    {
        foreach (var dependency in pod.Template!.Template.ContainerSet!.Containers[member.Site].Dependencies)
        {
            var node = Members(turn, pod).FirstOrDefault(other => other.Suffix == "." + dependency);
            if (node is null or { Phase: NodePhase.Succeeded })
                continue;
            return Find(containers, node)?.ExitCode is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"dependency \"{dependency}\" exited with non-zero code: {code}")
                : $"dependency \"{dependency}\" did not run";
        }

        return null;
    }

    private static ContainerOutcome? Find(IReadOnlyList<ContainerOutcome> containers, Node member) =>
        containers.FirstOrDefault(container => member.Suffix.AsSpan(1).SequenceEqual(container.Name));

    private static IEnumerable<Node> Members(Turn turn, Node pod) =>
        pod.Owned is null || pod.Template?.Template.ContainerSet is null ? [] : pod.Owned.Select(turn.Node).Where(node => node.Role == NodeRole.Member);
}
