namespace Fleet.Workflows.Expressions.Paths;

/// <summary><c>[from:to:step]</c> of a list: a bound is a number, a script or null. With a step below zero the same items come from the end.</summary>
internal sealed record RangeStep(object? From, object? To, object? By) : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        if (current is not IReadOnlyList<object?> list)
            return PathFailure.Target("range", "array slice", current);
        if (Bound(run, root, current, From, 0, out long from) is { } wrongFrom)
            return wrongFrom;
        if (Bound(run, root, current, To, list.Count, out long to) is { } wrongTo)
            return wrongTo;
        if (Bound(run, root, current, By, 1, out long by) is { } wrongBy)
            return wrongBy;
        if (by == 0)
            return PathFailure.OutOfRange("range");
        IEnumerable<object?> items = Items(list, Clamp(from, list.Count), Clamp(to, list.Count), by);
        return run.NextIsIndex(next) ? run.Next(root, run.ForEach(root, items, int.MaxValue), next) : run.ForEach(root, items, next);
    }

    private static IEnumerable<object?> Items(IReadOnlyList<object?> list, long from, long to, long by)
    {
        for (Int128 i = by > 0 ? from : to - 1; by > 0 ? i < to : i >= from; i += by)
            yield return list[(int)i];
    }

    private static long Clamp(long bound, long count) => Math.Clamp(bound < 0 ? bound + count : bound, 0, count);

    private static PathFailure? Bound(PathRun run, object? root, object? current, object? bound, long otherwise, out long number)
    {
        number = otherwise;
        if (bound is null)
            return null;
        object? value = bound is PathScript script ? script.Evaluate(run.State, root, current) : bound;
        if (value is PathFailure failure)
            return failure;
        return PathRun.TryInteger(value, out number) ? null : PathFailure.Result("int", value);
    }
}
