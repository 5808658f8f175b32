namespace Fleet.Workflows.Expressions.Paths;

/// <summary>An operator of a script with its operands.</summary>
internal abstract record PathOperation
{
    /// <summary>Its value; a <see cref="PathFailure"/> where an operand does not fit.</summary>
    public abstract object? Evaluate(PathScope scope);
}

/// <summary>A path in a script. A text that it finds is put in single quotes.</summary>
internal sealed record PathSelector(IReadOnlyList<PathStep> Steps) : PathOperation
{
    public override object? Evaluate(PathScope scope) => new PathRun(scope.State, Steps).Next(scope.Root, scope.Current, 0) switch
    {
        string text when text.Length > 1 && text.StartsWith('\'') && text.EndsWith('\'') => text,
        string text => scope.State.ChargeText($"'{text}'"),
        var value => value,
    };
}

/// <summary><c>!x</c>.</summary>
internal sealed record PathNot(object? Operand) : PathOperation
{
    public override object? Evaluate(PathScope scope)
    {
        object? value = PathValue.Of(Operand, scope);
        return value is PathFailure ? value : PathValue.TryBoolean(value, out bool flag) ? !flag : PathFailure.Expression("expected boolean");
    }
}
