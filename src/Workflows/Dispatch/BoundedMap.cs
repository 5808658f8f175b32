using System.Diagnostics.CodeAnalysis;

namespace Fleet.Workflows.Dispatch;

/// <summary>A dictionary that forgets its oldest entries.</summary>
internal sealed class BoundedMap<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries = [];
    private readonly Queue<TKey> _order = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);

    /// <summary>Adds or replaces an entry.</summary>
    /// <returns>True: it was not there.</returns>
    public bool Set(TKey key, TValue value)
    {
        var added = !_entries.ContainsKey(key);
        _entries[key] = value;
        if (added) _order.Enqueue(key);
        while (_order.Count > capacity) _entries.Remove(_order.Dequeue());
        return added;
    }
}
