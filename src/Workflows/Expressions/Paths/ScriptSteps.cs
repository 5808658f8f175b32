namespace Fleet.Workflows.Expressions.Paths;

/// <summary><c>[?(@.age > 42)]</c>: the members or items for which it holds.</summary>
internal sealed record FilterStep(PathScript Condition) : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        if (Condition.IsEmpty)
            return PathFailure.Expression("is empty");
        if (PathRun.Children(current) is not { } children)
            return PathFailure.Target("filter", "array map slice", current);
        IEnumerable<object?> items = children.Where(child => Holds(Condition.Evaluate(run.State, root, child)));
        // For what follows the index the root is what was filtered: so does the library that Argo has.
        return run.NextIsIndex(next) ? run.Next(current, run.ForEach(root, items, int.MaxValue), next) : run.ForEach(root, items, next);
    }

    // What cannot be evaluated does not hold; nor does what is empty or zero.
    private static bool Holds(object? value) => value switch
    {
        null or PathFailure => false,
        bool flag => flag,
        string text => PathValue.Unquoted(text).Length > 0,
        IReadOnlyDictionary<string, object?> map => map.Count > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        long number => number != 0,
        double number => number != 0,
        _ => true,
    };
}

/// <summary><c>[(@.length-1)]</c>: the index or name that comes out.</summary>
internal sealed record ScriptStep(PathScript Script) : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        object? value = Script.Evaluate(run.State, root, current);
        return value switch
        {
            PathFailure failure => failure,
            string name => new KeyStep(name).Apply(run, root, current, next),
            _ when PathRun.TryInteger(value, out long index) => new IndexStep(index).Apply(run, root, current, next),
            _ => PathFailure.Result("int string", value),
        };
    }
}
