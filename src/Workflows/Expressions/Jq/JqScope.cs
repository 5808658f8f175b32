namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Names that a place of a program may use; checked while it is read.</summary>
internal sealed class JqScope
{
    private readonly List<(char Kind, string Name, int Arity)> _names = [];

    /// <summary>How many names there are; to go back to.</summary>
    public int Mark => _names.Count;

    /// <summary>Forgets what came after a mark.</summary>
    public void Back(int mark) => _names.RemoveRange(mark, _names.Count - mark);

    /// <summary>A variable is known from here on.</summary>
    public void AddVariable(string name) => _names.Add(('$', name, 0));

    /// <summary>A function is known from here on.</summary>
    public void AddFunction(string name, int arity) => _names.Add(('f', name, arity));

    /// <summary>A label is known from here on.</summary>
    public void AddLabel(string name) => _names.Add(('l', name, 0));

    /// <summary>A variable is known.</summary>
    public bool HasVariable(string name) => _names.Contains(('$', name, 0));

    /// <summary>A label is known.</summary>
    public bool HasLabel(string name) => _names.Contains(('l', name, 0));

    /// <summary>A function is known.</summary>
    public bool HasFunction(string name, int arity) => _names.Contains(('f', name, arity)) || JqBuiltins.Has(name, arity) || JqPrelude.Has(name, arity);
}
