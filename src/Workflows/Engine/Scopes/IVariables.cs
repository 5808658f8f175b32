namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Some of the names that tags may use, looked up when asked for.</summary>
internal interface IVariables
{
    /// <summary>Whether values may have tags that are to be replaced in their turn. Default: false.</summary>
    bool BringTags => false;

    /// <summary>Finds a name; a null value is an absent output.</summary>
    bool TryGet(string name, out object? value);

    /// <summary>Puts the names into a map for expressions.</summary>
    /// <param name="all">Where to; what is there stays.</param>
    /// <param name="references">What the expressions refer to: what nobody asks for may be left out.</param>
    void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references);
}
