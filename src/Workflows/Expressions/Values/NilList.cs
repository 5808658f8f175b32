using System.Collections;

namespace Fleet.Workflows.Expressions.Values;

/// <summary>A nil slice of Go, such as a search that finds nothing gives: an empty list that equals nil and is <c>null</c> in JSON.</summary>
internal sealed class NilList : IReadOnlyList<object?>
{
    public static readonly NilList Instance = new();

    private NilList()
    {
    }

    public int Count => 0;

    public object? this[int index] => throw new ExpressionException($"index out of range: {index} (array length is 0)");

    public IEnumerator<object?> GetEnumerator() => Enumerable.Empty<object?>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
