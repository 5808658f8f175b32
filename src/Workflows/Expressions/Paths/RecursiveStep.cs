using System.Runtime.CompilerServices;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary><c>..</c>: the rest of the path from here and from everything below; lists that it finds are joined.</summary>
internal sealed record RecursiveStep : PathStep
{
    public override object? Apply(PathRun run, object? root, object? current, int next)
    {
        List<object?> found = [];
        Descend(run, root, current, next, found);
        return found;
    }

    private static void Descend(PathRun run, object? root, object? node, int next, List<object?> found)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "JSON is nested too deeply for a path");
        if (node is null)
            return;
        object? value = run.Next(root, node, next);
        if (run.HasNext(next) && value is IReadOnlyList<object?> list)
        {
            run.State.ChargeItems(list.Count);
            found.AddRange(list);
        }
        else if (value is not (null or PathFailure))
        {
            run.State.ChargeItems(1);
            found.Add(value);
        }

        foreach (object? child in PathRun.Children(node) ?? [])
            Descend(run, root, child, next, found);
    }
}
