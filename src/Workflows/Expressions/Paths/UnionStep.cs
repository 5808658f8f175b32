namespace Fleet.Workflows.Expressions.Paths;

/// <summary><c>['a','b']</c>, <c>[0,2]</c>: names or indexes, which may be scripts. What is not there is left out.</summary>
internal sealed record UnionStep(IReadOnlyList<object> Keys) : PathStep
{
    private const string Wanted = "int string";

    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        List<string> names = [];
        List<long> indexes = [];
        foreach (object key in Keys)
        {
            object? value = key is PathScript script ? script.Evaluate(run.State, root, current) : key;
            if (value is PathFailure failure)
                return failure;
            if (value is string name)
                names.Add(name);
            else if (PathRun.TryInteger(value, out long index))
                indexes.Add(index);
            else
                return PathFailure.Argument("union", Wanted, value);
            if (names.Count > 0 && indexes.Count > 0)
                return PathFailure.Argument("union", value is string ? "int" : "string", value);
        }

        IEnumerable<object?>? items = names.Count > 0 ? Members(current, names) : Items(current, indexes);
        if (items is null)
            return PathFailure.Target("union", names.Count > 0 ? "map" : "array slice", current);
        return run.NextIsIndex(next) ? run.Next(root, run.ForEach(root, items, int.MaxValue), next) : run.ForEach(root, items, next);
    }

    private static IEnumerable<object?>? Members(object? current, List<string> names) =>
        current is IReadOnlyDictionary<string, object?> map ? names.Where(map.ContainsKey).Select(name => map[name]) : null;

    private static IEnumerable<object?>? Items(object? current, List<long> indexes) => current is IReadOnlyList<object?> list
        ? indexes.Select(index => index < 0 ? index + list.Count : index).Where(index => index >= 0 && index < list.Count).Select(index => list[(int)index])
        : null;
}
