using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>The graph of a DAG template: who waits for whom, computed once (linear in tasks and edges).</summary>
internal sealed class DagPlan
{
    private readonly DependsExpression?[] _depends;
    private readonly string?[] _errors;
    private readonly Dictionary<string, int> _index;
    private readonly bool[] _targets;
    private readonly bool[] _reachable;

    public DagPlan(DagTemplate dag, IReadOnlyList<CallSite> sites)
    {
        FailFast = dag.FailFast;
        Sites = sites;
        var count = sites.Count;
        _index = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            _index.TryAdd(sites[i].Call.Name, i);
        _depends = new DependsExpression?[count];
        _errors = new string?[count];
        Dependencies = new int[count][];
        for (var i = 0; i < count; i++)
            Dependencies[i] = ReadDependencies(i);
        Dependents = Invert(Dependencies);
        Targets = FindTargets(dag.Target);
        _targets = new bool[count];
        foreach (var target in Targets)
            _targets[target] = true;
        (Order, _reachable) = Sort();
        Ranks = new int[count];
        Array.Fill(Ranks, int.MaxValue);
        for (var i = 0; i < Order.Length; i++)
            Ranks[Order[i]] = i;
        ReachableCount = Order.Length;
    }

    /// <summary>The tasks.</summary>
    public IReadOnlyList<CallSite> Sites { get; }

    /// <summary>Argo's <c>failFast</c> of a DAG.</summary>
    public bool FailFast { get; }

    /// <summary>Per task: the tasks it names.</summary>
    public int[][] Dependencies { get; }

    /// <summary>Per task: the tasks that name it.</summary>
    public int[][] Dependents { get; }

    /// <summary>Tasks that decide the DAG's phase: <c>target</c>, else all that nothing depends on, by name (Argo's source <c>findLeafTaskNames</c>).</summary>
    public int[] Targets { get; }

    /// <summary>
    /// Ancestors of targets and the targets, dependencies first: the order in which what may start does (Argo's source <c>executeDAG</c>, which walks from the targets). Others never get a node.
    /// </summary>
    public int[] Order { get; }

    /// <summary>Per task: its place in <see cref="Order"/>; it stands for the task where something waits for its start.</summary>
    public int[] Ranks { get; }

    /// <summary>How many tasks take part.</summary>
    public int ReachableCount { get; }

    /// <summary>Whether a task takes part.</summary>
    public bool IsReachable(int task) => _reachable[task];

    /// <summary>Whether a task is one of <see cref="Targets"/>.</summary>
    public bool IsTarget(int task) => _targets[task];

    /// <summary>Index of a task; -1: no such task.</summary>
    public int Find(string name) => _index.TryGetValue(name, out var i) ? i : -1;

    /// <summary>Whether a task may run, once all its dependencies are over.</summary>
    /// <param name="task">The task.</param>
    /// <param name="holds">Whether a task has a result.</param>
    /// <exception cref="ExpressionException">The condition is none.</exception>
    public bool MayRun(int task, Func<int, TaskResult, bool> holds)
    {
        if (_errors[task] is { } error)
            throw new ExpressionException(ExpressionErrorKind.Syntax, error);
        return _depends[task] is { } depends
            ? depends.Evaluate((name, result) => holds(_index[name], result))
            : Array.TrueForAll(Dependencies[task], dependency => AllowsDependents(dependency, holds));
    }

    // What a bare name means; lists of dependencies may be long, so they never become text.
    private bool AllowsDependents(int dependency, Func<int, TaskResult, bool> holds)
    {
        var continueOn = Sites[dependency].Call.ContinueOn;
        return holds(dependency, TaskResult.Succeeded) || holds(dependency, TaskResult.Skipped) || holds(dependency, TaskResult.Daemoned)
            || (continueOn is { Error: true } && holds(dependency, TaskResult.Errored)) || (continueOn is { Failed: true } && holds(dependency, TaskResult.Failed));
    }

    private int[] ReadDependencies(int task)
    {
        var call = (DagTask)Sites[task].Call;
        try
        {
            if (call.Depends is { } depends)
                _depends[task] = DependsExpression.Parse(depends, ContinueOn);
        }
        catch (ExpressionException e)
        {
            _errors[task] = e.Message;
            return [];
        }

        var names = _depends[task]?.Tasks ?? (call.Dependencies.Count < 2 ? call.Dependencies : [.. call.Dependencies.Distinct(StringComparer.Ordinal)]);
        var result = new int[names.Count];
        for (var i = 0; i < result.Length; i++)
        {
            if (!_index.TryGetValue(names[i], out result[i]))
            {
                _errors[task] = $"dependency '{names[i]}' not defined";
                return [];
            }
        }

        return result;
    }

    private TaskContinueOn ContinueOn(string name)
    {
        var continueOn = _index.TryGetValue(name, out var i) ? Sites[i].Call.ContinueOn : null;
        return new TaskContinueOn(continueOn?.Error ?? false, continueOn?.Failed ?? false);
    }

    private static int[][] Invert(int[][] dependencies)
    {
        var counts = new int[dependencies.Length];
        foreach (var list in dependencies)
        {
            foreach (var i in list)
                counts[i]++;
        }

        var result = new int[dependencies.Length][];
        for (var i = 0; i < result.Length; i++)
            result[i] = new int[counts[i]];
        Array.Clear(counts);
        for (var i = 0; i < dependencies.Length; i++)
        {
            foreach (var d in dependencies[i])
                result[d][counts[d]++] = i;
        }

        return result;
    }

    private int[] FindTargets(string? target)
    {
        if (string.IsNullOrWhiteSpace(target))
            return [.. Enumerable.Range(0, Sites.Count).Where(i => Dependents[i].Length == 0).OrderBy(i => Sites[i].Call.Name, StringComparer.Ordinal)];
        return [.. target.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Find).Where(i => i >= 0)];
    }

    // Depth first from the targets without recursion; a task follows its dependencies. Cycles are refused by validation and cut here.
    private (int[] Order, bool[] Reachable) Sort()
    {
        var reachable = new bool[Sites.Count];
        var order = new List<int>(Sites.Count);
        var next = new int[Sites.Count];
        var stack = new Stack<int>();
        foreach (var target in Targets)
        {
            if (reachable[target])
                continue;
            reachable[target] = true;
            stack.Push(target);
            while (stack.TryPeek(out var task))
            {
                var dependencies = Dependencies[task];
                if (next[task] == dependencies.Length)
                {
                    order.Add(task);
                    stack.Pop();
                    continue;
                }

                var dependency = dependencies[next[task]++];
                if (!reachable[dependency])
                {
                    reachable[dependency] = true;
                    stack.Push(dependency);
                }
            }
        }

        return ([.. order], reachable);
    }
}
