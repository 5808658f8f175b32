using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Simulation;

/// <summary>The members of a container set in virtual time: each begins when those it depends on have ended well.</summary>
internal sealed class SimulatedMembers
{
    private readonly List<Member> _members = [];

    private SimulatedMembers()
    {
    }

    /// <summary>A member: begin (null: it never does), end (null: it runs for ever) and exit code.</summary>
    private sealed record Member(string Name, DateTimeOffset? Begin, DateTimeOffset? End, int ExitCode);

    /// <summary>When all of them are over; <see cref="DateTimeOffset.MaxValue"/>: never by itself.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>What they will do. A member that no entry is meant for does what its pod's entry says.</summary>
    public static SimulatedMembers Of(WorkflowState state, int pod, Template template, ContainerSetTemplate set, OutcomeScript script, ScriptedOutcome otherwise, DateTimeOffset now)
    {
        var result = new SimulatedMembers();
        var done = new Dictionary<string, Member>(StringComparer.Ordinal);
        var nodes = (state.Nodes[pod].Owned ?? []).Select(ordinal => state.Nodes[ordinal]).Where(node => node.Role == NodeRole.Member).ToDictionary(node => node.Suffix[1..], StringComparer.Ordinal);
        foreach (var container in set.Containers)
            result._members.Add(Resolve(container));
        result.End = result._members.Where(member => member.Begin is not null).Max(member => member.End ?? DateTimeOffset.MaxValue);
        return result;

        Member Resolve(ContainerNode container)
        {
            if (done.TryGetValue(container.Name, out var known))
                return known;
            var before = container.Dependencies.Select(name => Resolve(set.Containers.First(other => other.Name == name))).ToList();
            var runs = before.TrueForAll(member => member is { Begin: not null, End: not null, ExitCode: 0 });
            var outcome = runs ? script.Find(state, nodes[container.Name].Ordinal, template) ?? otherwise : otherwise;
            DateTimeOffset? begin = !runs ? null : before.Count == 0 ? now : before.Max(member => member.End);
            return done[container.Name] = new Member(container.Name, begin, begin + outcome.Duration, outcome.ExitCode);
        }
    }

    /// <summary>Their facts at a moment at which they go on.</summary>
    public IReadOnlyList<ContainerOutcome> At(DateTimeOffset now) => [.. _members.Select(member => Facts(member, now, null))];

    /// <summary>Their facts at the end; those that still run are ended by it.</summary>
    public IReadOnlyList<ContainerOutcome> EndedAt(DateTimeOffset now, int exitCode) => [.. _members.Select(member => Facts(member, now, exitCode))];

    private static ContainerOutcome Facts(Member member, DateTimeOffset now, int? stopped)
    {
        if (member.Begin is not { } begin || begin > now || (begin == now && stopped is not null && member.End > now))
            return new ContainerOutcome(member.Name, null, false, null, null, null);
        return member.End <= now
            ? new ContainerOutcome(member.Name, member.ExitCode, false, null, begin, member.End)
            : new ContainerOutcome(member.Name, stopped, false, null, begin, stopped is null ? null : now);
    }
}
