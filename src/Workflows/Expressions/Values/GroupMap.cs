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

    /// <summary>The keys as Go writes them: numbers, texts and times in their order. Keys of several kinds are told apart by kind first (Go's source <c>internal/fmtsort</c>).</summary>
    public IEnumerable<object?> SortedKeys => _keys.Order(KeyOrder.Instance);

    public List<object?>? Find(object? key) => key is null ? _nilGroup : _groups.GetValueOrDefault(key);

    private sealed class KeyOrder : IComparer<object?>
    {
        public static readonly KeyOrder Instance = new();

        int IComparer<object?>.Compare(object? x, object? y) => (x, y) switch
        {
            (string a, string b) => string.CompareOrdinal(a, b),
            (long a, long b) => a.CompareTo(b),
            (double a, double b) => a.CompareTo(b),
            (bool a, bool b) => a.CompareTo(b),
            (GoDuration a, GoDuration b) => a.CompareTo(b),
            (ExpressionTime a, ExpressionTime b) => a.Value.CompareTo(b.Value),
            _ => Kind(x).CompareTo(Kind(y)),
        };

        private static int Kind(object? key) => key switch
        {
            null => 0,
            bool => 1,
            long => 2,
            double => 3,
            string => 4,
            _ => 5,
        };
    }

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
