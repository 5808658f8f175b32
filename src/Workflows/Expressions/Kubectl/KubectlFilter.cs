using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>A condition or operand inside a JSON path filter.</summary>
internal abstract record KubectlFilter
{
    public bool Holds(EvaluationState state, object? root, object? item) => Evaluate(state, root, item) switch
    {
        Nothing => false,
        bool flag => flag,
        null => false,
        // A value that is there counts as yes, as in "[?(@.name)]".
        _ => true,
    };

    public abstract object? Evaluate(EvaluationState state, object? root, object? item);

    /// <summary>What a path finds where there is nothing; null is a value of JSON.</summary>
    internal sealed record Nothing
    {
        public static readonly Nothing Instance = new();
    }
}

internal sealed record FilterLiteral(object? Value) : KubectlFilter
{
    public override object? Evaluate(EvaluationState state, object? root, object? item) => Value;
}

/// <summary>A path from the item (<c>@</c>) or the root (<c>$</c>).</summary>
internal sealed record FilterPath(bool FromRoot, IReadOnlyList<KubectlStep> Steps) : KubectlFilter
{
    public override object? Evaluate(EvaluationState state, object? root, object? item)
    {
        try
        {
            return KubectlQuery.Select(state, root, FromRoot ? root : item, Steps);
        }
        catch (ExpressionException e) when (e.Kind == ExpressionErrorKind.Evaluation)
        {
            return Nothing.Instance;
        }
    }
}

internal sealed record FilterNot(KubectlFilter Operand) : KubectlFilter
{
    public override object? Evaluate(EvaluationState state, object? root, object? item) => !Operand.Holds(state, root, item);
}

internal sealed record FilterBinary(string Operator, KubectlFilter Left, KubectlFilter Right) : KubectlFilter
{
    public override object? Evaluate(EvaluationState state, object? root, object? item)
    {
        switch (Operator)
        {
            case "&&": return Left.Holds(state, root, item) && Right.Holds(state, root, item);
            case "||": return Left.Holds(state, root, item) || Right.Holds(state, root, item);
        }

        object? left = Left.Evaluate(state, root, item);
        object? right = Right.Evaluate(state, root, item);
        if (left is Nothing || right is Nothing)
            return Operator == "!=" && !(left is Nothing && right is Nothing);
        return Operator switch
        {
            "==" => ValueOperations.AreEqual(left, right),
            "!=" => !ValueOperations.AreEqual(left, right),
            "=~" => left is string text && right is string pattern && state.Regex(pattern).IsMatch(text, state.ChargeWork),
            _ => ValueOperations.TryCompare(left, right, out _) && ValueOperations.Ordered(Operator, left, right),
        };
    }
}
