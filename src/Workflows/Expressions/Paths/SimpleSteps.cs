using System.Text;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary><c>$</c>.</summary>
internal sealed record RootStep : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next) => run.Next(root, root, next);
}

/// <summary><c>@</c>.</summary>
internal sealed record CurrentStep : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next) => run.Next(root, current, next);
}

/// <summary><c>.name</c>, <c>['name']</c>.</summary>
internal sealed record KeyStep(string Key) : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        if (current is not IReadOnlyDictionary<string, object?> map)
            return PathFailure.Target("key", "map", current);
        return map.TryGetValue(Key, out object? value) ? run.Next(root, value, next) : PathFailure.KeyNotFound(Key);
    }
}

/// <summary><c>.length</c>: of an object its member of that name, or how many it has; of a text its bytes.</summary>
internal sealed record LengthStep : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next) => current switch
    {
        IReadOnlyDictionary<string, object?> map => run.Next(root, map.TryGetValue("length", out object? value) ? value : (long)map.Count, next),
        IReadOnlyList<object?> list => run.Next(root, (long)list.Count, next),
        string text => run.Next(root, (long)Encoding.UTF8.GetByteCount(text), next),
        _ => PathFailure.Target("length", "array map slice string", current),
    };
}

/// <summary><c>[2]</c>, <c>[-1]</c>: of lists alone.</summary>
internal sealed record IndexStep(long Index) : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        if (current is not IReadOnlyList<object?> list)
            return PathFailure.Target("index", "array slice", current);
        long index = Index < 0 ? list.Count + Index : Index;
        return index >= 0 && index < list.Count ? run.Next(root, list[(int)index], next) : PathFailure.OutOfRange("index");
    }
}

/// <summary><c>*</c>.</summary>
internal sealed record WildcardStep : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next) =>
        PathRun.Children(current) is { } children ? run.ForEach(root, children, next) : PathFailure.Target("wildcard", "array map slice", current);
}
