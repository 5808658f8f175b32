namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Names over names: what the first knows hides what the second knows.</summary>
internal sealed class OverlaidVariables(IVariables over, IVariables under) : IVariables
{
    public bool TryGet(string name, out object? value) => over.TryGet(name, out value) || under.TryGet(name, out value);

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references)
    {
        over.Collect(all, references);
        under.Collect(all, references);
    }
}
