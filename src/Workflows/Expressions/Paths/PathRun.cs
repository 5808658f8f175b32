using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>One walk of a path.</summary>
internal sealed class PathRun(EvaluationState state, IReadOnlyList<PathStep> steps)
{
    public EvaluationState State { get; } = state;

    /// <summary>What the steps from <paramref name="at"/> on find; a <see cref="PathFailure"/> where one of them fails.</summary>
    public object? Next(object? root, object? value, int at)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "JSON path is nested too deeply");
        State.Step();
        return at == steps.Count ? value : steps[at].Apply(this, root, value, at + 1);
    }

    /// <summary>Whether a step follows.</summary>
    public bool HasNext(int at) => at < steps.Count;

    /// <summary>Whether an index follows: behind a range, a union or a filter it is one of the list that was found.</summary>
    public bool NextIsIndex(int at) => at < steps.Count && steps[at] is IndexStep;

    /// <summary>What the steps from <paramref name="at"/> on find in each item. Failures and null are left out, but for the items themselves at the end of the path.</summary>
    public List<object?> ForEach(object? root, IEnumerable<object?> items, int at)
    {
        List<object?> found = [];
        foreach (object? item in items)
        {
            object? value = HasNext(at) ? Next(root, item, at) : item;
            if (HasNext(at) && value is null or PathFailure)
                continue;
            State.ChargeItems(1);
            found.Add(value);
        }

        return found;
    }

    /// <summary>The members of an object by name, the items of a list; null for all else.</summary>
    public static IEnumerable<object?>? Children(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => map.Keys.Order(StringComparer.Ordinal).Select(key => map[key]),
        IReadOnlyList<object?> list => list,
        _ => null,
    };

    /// <summary>A whole number, if it is one.</summary>
    public static bool TryInteger(object? value, out long number)
    {
        number = value switch
        {
            long whole => whole,
            double real when Math.Truncate(real) == real => (long)real,
            _ => 0,
        };
        return value is long || (value is double truncated && Math.Truncate(truncated) == truncated);
    }
}
