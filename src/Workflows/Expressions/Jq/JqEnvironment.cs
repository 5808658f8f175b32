namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Names in force at a place of a program: a chain, the nearest first.</summary>
internal sealed class JqEnvironment
{
    private readonly JqEnvironment? _outer;
    private readonly string _name;
    private readonly int _arity;
    private readonly object? _value;

    private JqEnvironment(JqEnvironment? outer, string name, int arity, object? value)
    {
        _outer = outer;
        _name = name;
        _arity = arity;
        _value = value;
    }

    /// <summary>With a variable.</summary>
    public static JqEnvironment WithVariable(JqEnvironment? outer, string name, object? value) => new(outer, "$" + name, 0, value);

    /// <summary>With a function that the program defines.</summary>
    public static JqEnvironment WithFunction(JqEnvironment? outer, JqFunction function) => new(outer, function.Name, function.Parameters.Count, function);

    /// <summary>With a parameter that is a filter, and the names where it was written.</summary>
    public static JqEnvironment WithFilter(JqEnvironment? outer, string name, JqNode filter, JqEnvironment? at) => new(outer, name, 0, new JqClosure(filter, at));

    /// <summary>With a label; the token tells one from another of the same name.</summary>
    public static JqEnvironment WithLabel(JqEnvironment? outer, string name, object token) => new(outer, "*" + name, 0, token);

    /// <summary>Value of a variable.</summary>
    public static object? Variable(JqEnvironment? at, string name) => Find(at, "$" + name, 0)!._value;

    /// <summary>Token of a label.</summary>
    public static object Label(JqEnvironment? at, string name) => Find(at, "*" + name, 0)!._value!;

    /// <summary>A function or filter of the program; null: it is one of the library.</summary>
    /// <param name="at">Where to look.</param>
    /// <param name="name">Its name.</param>
    /// <param name="arity">Number of arguments.</param>
    /// <param name="from">Where its own names are: of a function with itself.</param>
    public static object? Function(JqEnvironment? at, string name, int arity, out JqEnvironment? from)
    {
        from = Find(at, name, arity);
        return from?._value;
    }

    private static JqEnvironment? Find(JqEnvironment? at, string name, int arity)
    {
        while (at is not null && (at._arity != arity || at._name != name))
            at = at._outer;
        return at;
    }
}

/// <summary>A filter as an argument.</summary>
internal sealed record JqClosure(JqNode Filter, JqEnvironment? At);
