namespace Fleet.Workflows.Expressions.Jq;

/// <summary>What is built in: filters that need their arguments as filters here, functions of values in <see cref="JqFunctions"/>. Nothing reads files, the environment or a clock.</summary>
internal static class JqBuiltins
{
    /// <summary>Runs a call.</summary>
    internal delegate bool Handler(JqEvaluator evaluator, IReadOnlyList<JqNode> arguments, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit);

    private static readonly Dictionary<(string Name, int Arity), Handler> Table = Make();

    /// <summary>It is built in.</summary>
    public static bool Has(string name, int arity) => Table.ContainsKey((name, arity));

    /// <summary>Finds what is built in.</summary>
    public static Handler Find(string name, int arity) => Table[(name, arity)];

    private static Dictionary<(string, int), Handler> Make()
    {
        var table = new Dictionary<(string, int), Handler>
        {
            [("empty", 0)] = (_, _, _, _, _) => true,
            [("error", 0)] = (_, _, _, input, _) => throw JqError.Of(input.Value),
            [("error", 1)] = (e, a, at, input, _) => e.Run(a[0], at, input.Bare, value => throw JqError.Of(value.Value)),
            [("path", 1)] = (e, a, at, input, emit) => e.Run(a[0], at, input with { Path = JqPath.Root }, item => emit(new JqItem(JqAssignments.Path(item, e.Budget)))),
            [("getpath", 1)] = (e, a, at, input, emit) => e.Run(a[0], at, input.Bare, path => emit(GetPath(e, input, path.Value))),
            [("first", 1)] = First,
            [("isempty", 1)] = (e, a, at, input, emit) => e.First(a[0], at, input.Bare, out _, out var goesOn) ? emit(new JqItem(false)) : goesOn && emit(new JqItem(true)),
            [("limit", 2)] = (e, a, at, input, emit) => e.Run(a[0], at, input.Bare, count => Limit(e, JqValues.Whole(count.Value), a[1], at, input, emit)),
            [("skip", 2)] = (e, a, at, input, emit) => e.Run(a[0], at, input.Bare, count => Skip(e, JqValues.Whole(count.Value), a[1], at, input, emit)),
            [("until", 2)] = (e, a, at, input, emit) => JqLoops.Until(value => Holds(e, a[0], at, value), value => e.All(a[1], at, value), input, emit, e.Budget),
            [("while", 2)] = (e, a, at, input, emit) => JqLoops.While(value => Holds(e, a[0], at, value), value => e.All(a[1], at, value), input, emit, e.Budget),
            [("repeat", 1)] = (e, a, at, input, emit) => JqLoops.Repeat(value => e.All(a[0], at, value), input, emit, e.Budget),
            [("recurse", 1)] = (e, a, at, input, emit) => JqLoops.Repeat(value => e.All(a[0], at, value), input, emit, e.Budget),
            [("recurse", 2)] = (e, a, at, input, emit) => JqLoops.Repeat(value => e.All(a[0], at, value).FindAll(next => Holds(e, a[1], at, next)), input, emit, e.Budget),
            [("range", 1)] = (e, a, at, input, emit) => e.Run(a[0], at, input.Bare, to => JqLoops.Range(0L, to.Value, 1L, emit, e.Budget)),
            [("range", 2)] = (e, a, at, input, emit) => e.Run(a[0], at, input.Bare, from => e.Run(a[1], at, input.Bare, to => JqLoops.Range(from.Value, to.Value, 1L, emit, e.Budget))),
            [("range", 3)] = (e, a, at, input, emit) =>
                e.Run(a[0], at, input.Bare, from => e.Run(a[1], at, input.Bare, to => e.Run(a[2], at, input.Bare, by => JqLoops.Range(from.Value, to.Value, by.Value, emit, e.Budget)))),
            [("sort_by", 1)] = (e, a, at, input, emit) => emit(new JqItem(Sorted(e, a[0], at, input, "sorted").ConvertAll(item => item.Value))),
            [("group_by", 1)] = (e, a, at, input, emit) => emit(new JqItem(Groups(e, a[0], at, input).ConvertAll(group => (object?)group))),
            [("unique_by", 1)] = (e, a, at, input, emit) => emit(new JqItem(Groups(e, a[0], at, input).ConvertAll(group => group[0]))),
            [("match", 2)] = (e, a, at, input, emit) => Regex(e, a, at, input, (pattern, flags) => e.Regexes.Match(input.Value, pattern, flags, emit)),
            [("test", 2)] = (e, a, at, input, emit) => Regex(e, a, at, input, (pattern, flags) => emit(new JqItem(e.Regexes.Test(input.Value, pattern, flags)))),
            [("split", 2)] = (e, a, at, input, emit) => Regex(e, a, at, input, (pattern, flags) => emit(new JqItem(e.Regexes.Split(input.Value, pattern, flags)))),
        };
        foreach (var (key, function) in JqFunctions.Table)
            table[key] = (e, a, at, input, emit) => Value(e, function, a, a.Count - 1, new object?[a.Count], at, input, emit);
        return table;
    }

    // Every combination of the arguments' values, the first one's the fastest, as jq.
    private static bool Value(
        JqEvaluator evaluator, Func<object?, object?[], JqBudget, object?> function, IReadOnlyList<JqNode> arguments, int index, object?[] values, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) =>
        index < 0
            ? emit(new JqItem(function(input.Value, values, evaluator.Budget)))
            : evaluator.Run(arguments[index], at, input.Bare, value =>
            {
                values[index] = value.Value;
                return Value(evaluator, function, arguments, index - 1, values, at, input, emit);
            });

    private static bool Regex(JqEvaluator evaluator, IReadOnlyList<JqNode> arguments, JqEnvironment? at, JqItem input, Func<object?, object?, bool> then) =>
        evaluator.Run(arguments[1], at, input.Bare, flags => evaluator.Run(arguments[0], at, input.Bare, pattern => then(pattern.Value, flags.Value)));

    private static bool First(JqEvaluator evaluator, IReadOnlyList<JqNode> arguments, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit) =>
        evaluator.First(arguments[0], at, input, out var first, out var goesOn) ? emit(first) : goesOn;

    private static bool Limit(JqEvaluator evaluator, long count, JqNode filter, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        if (count <= 0)
            return true;
        var (left, goesOn) = (count, true);
        var result = evaluator.Run(filter, at, input, value =>
        {
            left--;
            goesOn = emit(value);
            return goesOn && left > 0;
        });
        return left == 0 ? goesOn : result;
    }

    private static bool Skip(JqEvaluator evaluator, long count, JqNode filter, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        var left = count;
        return evaluator.Run(filter, at, input, value => --left >= 0 || emit(value));
    }

    private static bool Holds(JqEvaluator evaluator, JqNode condition, JqEnvironment? at, JqItem input) =>
        evaluator.First(condition, at, input.Bare, out var first, out _) && JqValues.IsTrue(first.Value);

    private static JqItem GetPath(JqEvaluator evaluator, JqItem input, object? path)
    {
        var item = input;
        foreach (var key in JqLists.List(path, "used as a path"))
            item = item.Below(key, item.Value is null ? null : JqAccess.Get(item.Value, key, evaluator.Budget));
        return item;
    }

    private static List<(List<object?> Key, object? Value)> Sorted(JqEvaluator evaluator, JqNode key, JqEnvironment? at, JqItem input, string doing) =>
        JqLists.Sorted(JqLists.List(input.Value, doing).Select(item => (evaluator.All(key, at, new JqItem(item)).ConvertAll(value => value.Value), item)).ToList(), evaluator.Budget);

    private static List<List<object?>> Groups(JqEvaluator evaluator, JqNode key, JqEnvironment? at, JqItem input)
    {
        var groups = new List<List<object?>>();
        List<object?>? last = null;
        foreach (var (next, value) in Sorted(evaluator, key, at, input, "grouped"))
        {
            if (last is null || JqValues.Compare(last, next, evaluator.Budget) != 0)
                groups.Add([]);
            groups[^1].Add(value);
            last = next;
        }

        return groups;
    }
}
