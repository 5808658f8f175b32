namespace Fleet.Workflows.Expressions.Jq;

/// <summary>A place in a value: keys, indexes and slices (<c>{"start", "end"}</c>), the last one first.</summary>
internal sealed class JqPath(JqPath? before, object? key)
{
    /// <summary>The value itself.</summary>
    public static JqPath Root { get; } = new(null, null);

    /// <summary>A place below this one.</summary>
    public JqPath Below(object? next) => new(this, next);

    /// <summary>The keys as a list.</summary>
    public List<object?> ToList(JqBudget budget)
    {
        var keys = new List<object?>();
        for (var at = this; !ReferenceEquals(at, Root); at = at.Before!)
            keys.Add(at.Key);
        keys.Reverse();
        budget.Take(keys.Count);
        return keys;
    }

    private JqPath? Before => before;

    private object? Key => key;
}

/// <summary>A value on its way through a program, and where it is from when somebody asks for paths.</summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Its place; null: it is from nowhere, or nobody asks.</param>
internal readonly record struct JqItem(object? Value, JqPath? Path = null)
{
    /// <summary>The value alone.</summary>
    public JqItem Bare => new(Value);

    /// <summary>What lies below.</summary>
    public JqItem Below(object? key, object? value) => new(value, Path?.Below(key));
}
