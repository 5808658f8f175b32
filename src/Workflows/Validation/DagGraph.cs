using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The tasks of a DAG and what each depends on. Every <c>depends</c> is parsed once.</summary>
internal sealed class DagGraph
{
    private readonly Dictionary<string, IReadOnlyList<DependsReference>> _references = new(StringComparer.Ordinal);

    public DagGraph(IReadOnlyList<DagTask> tasks)
    {
        foreach (var task in tasks)
        {
            if (!Tasks.TryAdd(task.Name, task))
                continue;
            var references = Read(task);
            _references.Add(task.Name, references);
            Dependencies.Add(task.Name, [.. references.Select(r => r.Task).Distinct(StringComparer.Ordinal)]);
        }

        Order = InOrder(tasks);
    }

    public Dictionary<string, DagTask> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Indexes of the tasks, each after those that it names; otherwise, and in a cycle, as they are listed (Argo's source <c>sortDAGTasks</c>).</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Names of the tasks that each one names.</summary>
    public Dictionary<string, IReadOnlyList<string>> Dependencies { get; } = new(StringComparer.Ordinal);

    /// <summary>Tasks whose <c>depends</c> is no condition, with the reason.</summary>
    public Dictionary<string, string> Faults { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<DependsReference> References(string task) => _references[task];

    /// <summary>Whether one task comes before another. Nearest first: what is asked for is mostly a direct dependency.</summary>
    public bool IsAncestor(string ancestor, string of)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>([of]);
        while (queue.TryDequeue(out var task))
        {
            foreach (var dependency in Dependencies.GetValueOrDefault(task) ?? [])
            {
                if (dependency == ancestor)
                    return true;
                if (seen.Add(dependency))
                    queue.Enqueue(dependency);
            }
        }
        return false;
    }

    private List<int> InOrder(IReadOnlyList<DagTask> tasks)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tasks.Count; i++)
            places.TryAdd(tasks[i].Name, i);
        var order = new List<int>(tasks.Count);
        var seen = new bool[tasks.Count];
        var open = new Stack<(int Task, int Next)>();
        for (var i = 0; i < tasks.Count; i++)
        {
            if (!seen[i])
                open.Push((i, 0));
            seen[i] = true;
            while (open.TryPop(out var top))
            {
                var names = Dependencies[tasks[top.Task].Name];
                if (top.Next == names.Count)
                {
                    order.Add(top.Task);
                    continue;
                }

                open.Push((top.Task, top.Next + 1));
                if (places.TryGetValue(names[top.Next], out var before) && !seen[before])
                {
                    seen[before] = true;
                    open.Push((before, 0));
                }
            }
        }

        return order;
    }

    private IReadOnlyList<DependsReference> Read(DagTask task)
    {
        if (task.Depends is null)
            return [.. task.Dependencies.Select(name => new DependsReference(name, null, 0))];
        try
        {
            return DependsExpression.Parse(task.Depends).References;
        }
        catch (ExpressionException e)
        {
            Faults.Add(task.Name, e.Message);
            return [];
        }
    }
}
