namespace Fleet.Workflows.Expressions.Values;

/// <summary>
/// A stable sort for orders that a user's values decide. The BCL's sorts wrap what a comparison throws, and throw themselves when it contradicts itself, as it does with jq's <c>nan</c>; here a bound that is
/// passed is told as it is, and a contradiction gives some order.
/// </summary>
internal static class StableSort
{
    /// <summary>The items in order.</summary>
    /// <param name="items">The items.</param>
    /// <param name="compare">Less than zero: the first stands before the second; more than zero: behind it.</param>
    public static List<TItem> Of<TItem>(IEnumerable<TItem> items, Comparison<TItem> compare)
    {
        TItem[] from = [.. items];
        TItem[] into = new TItem[from.Length];
        for (int width = 1; width < from.Length; width *= 2)
        {
            for (int start = 0; start < from.Length; start += 2 * width)
                Merge(from, into, start, Math.Min(start + width, from.Length), Math.Min(start + (2 * width), from.Length), compare);
            (from, into) = (into, from);
        }

        return [.. from];
    }

    private static void Merge<TItem>(TItem[] from, TItem[] into, int start, int middle, int end, Comparison<TItem> compare)
    {
        int left = start, right = middle;
        for (int i = start; i < end; i++)
            into[i] = right >= end || (left < middle && compare(from[left], from[right]) <= 0) ? from[left++] : from[right++];
    }
}
