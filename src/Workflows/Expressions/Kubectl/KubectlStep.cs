using System.Globalization;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>One step of a JSON path: what it selects in a value. <see cref="Recursive"/> steps (<c>..</c>) look in everything below as well.</summary>
internal abstract record KubectlStep(bool Recursive)
{
    /// <summary>Whether it can find at most one value.</summary>
    public virtual bool IsDefinite => false;

    public abstract IEnumerable<object?> Apply(EvaluationState state, object? root, object? value);
}

/// <summary><c>.name</c>, <c>['name']</c>, <c>[2]</c>, <c>['a','b']</c>.</summary>
internal sealed record KeyStep(IReadOnlyList<object> Keys, bool Recursive) : KubectlStep(Recursive)
{
    public override bool IsDefinite => Keys.Count == 1 && !Recursive;

    public override IEnumerable<object?> Apply(EvaluationState state, object? root, object? value)
    {
        foreach (object key in Keys)
        {
            switch (value)
            {
                case IReadOnlyDictionary<string, object?> map when map.TryGetValue(Text(key), out object? found):
                    yield return found;
                    break;
                case IReadOnlyList<object?> list when key is long index && index >= -list.Count && index < list.Count:
                    yield return list[(int)(index < 0 ? index + list.Count : index)];
                    break;
                case IReadOnlyList<object?> list when key is "length" && !Recursive:
                    yield return (double)list.Count;
                    break;
            }
        }
    }

    public override string ToString() => string.Join(',', Keys.Select(Text));

    private static string Text(object key) => key is long index ? index.ToString(CultureInfo.InvariantCulture) : (string)key;
}

/// <summary><c>*</c>.</summary>
internal sealed record WildcardStep(bool Recursive) : KubectlStep(Recursive)
{
    public override IEnumerable<object?> Apply(EvaluationState state, object? root, object? value) => KubectlQuery.Children(value);
}

/// <summary><c>[from:to:step]</c>, as in Python.</summary>
internal sealed record SliceStep(long? From, long? To, long? By, bool Recursive) : KubectlStep(Recursive)
{
    public override IEnumerable<object?> Apply(EvaluationState state, object? root, object? value)
    {
        if (value is not IReadOnlyList<object?> list)
            yield break;
        long by = By ?? 1;
        if (by == 0)
            throw new ExpressionException("slice: step of a range must not be 0");
        long count = list.Count;
        long from = by > 0 ? Clamp(From ?? 0, 0, count) : Clamp(From ?? (count - 1), -1, count - 1);
        long to = by > 0 ? Clamp(To ?? count, 0, count) : To is { } end ? Clamp(end, -1, count - 1) : -1;
        for (long i = from; by > 0 ? i < to : i > to; i += by)
            yield return list[(int)i];

        long Clamp(long index, long least, long most) => Math.Clamp(index < 0 ? index + count : index, least, most);
    }
}

/// <summary><c>[?(@.age > 42)]</c>.</summary>
internal sealed record FilterStep(KubectlFilter Filter, bool Recursive) : KubectlStep(Recursive)
{
    public override IEnumerable<object?> Apply(EvaluationState state, object? root, object? value) =>
        KubectlQuery.Children(value).Where(child => Filter.Holds(state, root, child));
}
