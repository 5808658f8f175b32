using Fleet.Workflows.Expressions.Conditions;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// A <c>when</c> condition after its tags were replaced. Its language is govaluate's, not expr-lang's: bare words are texts (<c>heads == heads</c>),
/// <c>true</c> and <c>false</c> are bools, quoted ISO dates are times, there are no functions, and words with <c>-</c>, <c>.</c> or <c>:</c> need quotes.
/// </summary>
public sealed class WhenExpression
{
    private readonly WhenNode? _node;

    private WhenExpression(string source, WhenNode? node)
    {
        Source = source;
        _node = node;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>Parses a condition. The empty text is a condition that always holds.</summary>
    /// <param name="source">The condition.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ExpressionException">The text is no condition; the message is Argo's.</exception>
    public static WhenExpression Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length == 0)
            return new WhenExpression(source, null);
        try
        {
            return new WhenExpression(source, WhenParser.Parse(source));
        }
        catch (ExpressionException e)
        {
            string hint = e.Reason.StartsWith("Invalid token", StringComparison.Ordinal)
                ? " (hint: try wrapping the affected expression in quotes (\"))"
                : "";
            throw new ExpressionException(e.Kind, $"Invalid 'when' expression '{source}': {e.Reason}{hint}");
        }
    }

    /// <summary>Parses and evaluates at once.</summary>
    /// <param name="source">The condition.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="ExpressionException">The text is no condition, fails, or gives no bool; the message is Argo's.</exception>
    public static bool Evaluate(string source) => Parse(source).Evaluate();

    /// <summary>Evaluates the condition.</summary>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="ExpressionException">It fails or gives no bool; the message is Argo's.</exception>
    public bool Evaluate()
    {
        if (_node is null)
            return true;
        object? value;
        try
        {
            value = WhenEvaluator.Evaluate(_node);
        }
        catch (ExpressionException e)
        {
            // "expresion" is how Argo spells it, and people match on its messages.
            throw new ExpressionException(e.Kind, $"Failed to evaluate 'when' expresion '{Source}': {e.Reason}");
        }

        return value is bool answer
            ? answer
            : throw new ExpressionException(ExpressionErrorKind.Type, $"Expected boolean evaluation for '{Source}'. Got {Values.GoFormat.Format(value)}");
    }

    /// <inheritdoc/>
    public override string ToString() => Source;
}
