namespace Fleet.Workflows.Expressions.Values;

/// <summary>The result of <c>groupBy</c>: a map whose keys are any values, in the order in which they first appeared.</summary>
internal sealed class GroupMap
{
    private readonly Dictionary<object, List<object?>> _groups = new(ValueComparer.Instance);
    private readonly List<object?> _keys = [];
    private List<object?>? _nilGroup;

    public int Count => _keys.Count;

    public IReadOnlyList<object?> Keys => _keys;

    public void Add(object? key, object? item)
    {
        if (Find(key) is not { } group)
        {
            group = [];
            _keys.Add(key);
            if (key is null)
                _nilGroup = group;
            else
                _groups.Add(key, group);
        }

        group.Add(item);
    }

    public List<object?>? Find(object? key) => key is null ? _nilGroup : _groups.GetValueOrDefault(key);

    private sealed class ValueComparer : IEqualityComparer<object>
    {
        public static readonly ValueComparer Instance = new();

        // Go compares keys by type and value: 1 and 1.0 are two keys.
        bool IEqualityComparer<object>.Equals(object? x, object? y) => ValueOperations.AreIdentical(x, y);

        int IEqualityComparer<object>.GetHashCode(object key) => key switch
        {
            long or double or string or bool or GoDuration or ExpressionTime => key.GetHashCode(),
            _ => throw new ExpressionException($"runtime error: hash of unhashable type {GoType.Name(key)}"),
        };
    }
}
