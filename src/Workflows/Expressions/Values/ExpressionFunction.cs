namespace Fleet.Workflows.Expressions.Values;

/// <summary>A function as a value of the environment: <c>asInt</c>, <c>sprig.trim</c>, the bound method <c>time.Format</c>.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="MinArguments">Fewest arguments.</param>
/// <param name="MaxArguments">Most arguments; <see cref="int.MaxValue"/> when there is no end.</param>
/// <param name="Invoke">What it does; failures are <see cref="ExpressionException"/>s without a position.</param>
internal sealed record ExpressionFunction(
    string Name,
    int MinArguments,
    int MaxArguments,
    Func<EvaluationState, object?[], object?> Invoke)
{
    /// <summary>It tells an <c>int64</c> from an <c>int</c>: its arguments may be <see cref="Int64Result"/>s.</summary>
    public bool SeesInt64 { get; init; }
}
