using Fleet.Workflows.Expressions.Language;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// An expr-lang 1.17 expression with Argo's additions (<c>asInt</c>, <c>asFloat</c>, <c>jsonpath</c>, <c>toJson</c>, <c>sprig.*</c>): parse once,
/// evaluate often, from any thread. This is the language of <c>{{=...}}</c>, <c>retryStrategy.expression</c>, <c>hooks.*.expression</c>,
/// <c>valueFrom.expression</c>, <c>successCondition</c> and event selectors; <c>when</c> has its own (<see cref="WhenExpression"/>).
/// </summary>
public sealed class Expression
{
    private readonly SyntaxTree _tree;
    private IReadOnlyList<string>? _references;

    private Expression(SyntaxTree tree) => _tree = tree;

    /// <summary>The text it was parsed from.</summary>
    public string Source => _tree.Source;

    /// <summary>
    /// The names it refers to as dotted paths, each once and each prefix before the longer path: <c>steps['a-b'].outputs.result</c> gives
    /// <c>steps</c>, <c>steps.a-b</c>, <c>steps.a-b.outputs</c>, <c>steps.a-b.outputs.result</c>. Functions of Argo
    /// (<c>asInt</c>, <c>sprig.trim</c>) are among them, variables of <c>let</c> are not.
    /// </summary>
    public IReadOnlyList<string> References => _references ??= ReferenceCollector.Collect(_tree);

    /// <summary>Parses an expression.</summary>
    /// <param name="source">Its text, without <c>{{=</c> and <c>}}</c>.</param>
    /// <returns>The expression.</returns>
    /// <exception cref="ExpressionException">The text is no expression.</exception>
    public static Expression Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Expression(Parser.Parse(source));
    }

    /// <summary>
    /// Checks names and types against the context, then evaluates. The result is null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
    /// <see cref="string"/>, <see cref="GoDuration"/>, a list, a map, or an opaque value (a time, a function): write those with <see cref="Format"/> or
    /// <see cref="ToJson"/>.
    /// </summary>
    /// <param name="context">Variables, clock and seed.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ExpressionException">A name is unknown, types do not fit, evaluation fails, or a bound is passed.</exception>
    public object? Evaluate(EvaluationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Checker.Check(_tree, context.Variables);
        return Evaluator.Evaluate(_tree, context);
    }

    /// <summary>Evaluates a condition (retry, hook, cron, HTTP success, event selector).</summary>
    /// <param name="context">Variables, clock and seed.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ExpressionException">It fails, or its value is no bool; the message is Argo's.</exception>
    public bool EvaluateBool(EvaluationContext context)
    {
        object? value;
        try
        {
            value = Evaluate(context);
        }
        catch (ExpressionException e) when (e.Kind is ExpressionErrorKind.Evaluation or ExpressionErrorKind.Limit or ExpressionErrorKind.Refused)
        {
            throw e.WithPrefix($"unable to evaluate expression '{Source}': ");
        }

        return value is bool answer
            ? answer
            : throw new ExpressionException(ExpressionErrorKind.Type, $"unable to cast expression result '{Format(value)}' to bool");
    }

    /// <summary>Evaluates <c>valueFrom.expression</c>: the value in Go's form (<see cref="Format"/>).</summary>
    /// <param name="context">Variables, clock and seed.</param>
    /// <returns>The text of the parameter.</returns>
    /// <exception cref="ExpressionException">It fails, or (kind <see cref="ExpressionErrorKind.AbsentValue"/>) gives nil: then <c>valueFrom.default</c> applies.</exception>
    public string EvaluateText(EvaluationContext context) => Evaluate(context) is { } value
        ? Format(value)
        : throw new ExpressionException(ExpressionErrorKind.AbsentValue, $"expression '{Source}' gives no value (nil)");

    /// <summary>
    /// Go's <c>%v</c> of a value, as <c>valueFrom.expression</c> writes its result: lists are <c>[1 2]</c>, maps <c>map[a:1]</c>, large floats
    /// <c>1e+08</c>.
    /// </summary>
    /// <param name="value">A result of <see cref="Evaluate"/>.</param>
    /// <returns>The text.</returns>
    public static string Format(object? value) => GoFormat.Format(value);

    /// <summary>The type of a value as expr-lang's <c>type()</c> names it: <c>int</c>, <c>string</c>, <c>map</c>.</summary>
    /// <param name="value">A result of <see cref="Evaluate"/>.</param>
    /// <returns>The name.</returns>
    public static string TypeOf(object? value) => GoType.Kind(value);

    /// <summary>Compact JSON of a value with sorted keys, as <c>{{=...}}</c> writes results that are no text.</summary>
    /// <param name="value">A result of <see cref="Evaluate"/>.</param>
    /// <returns>The JSON text.</returns>
    /// <exception cref="ExpressionException">The value has no JSON form (a function, infinity).</exception>
    public static string ToJson(object? value) => GoJson.Write(value);

    /// <summary>Reads JSON into the values expressions work with; every number becomes a <see cref="double"/>.</summary>
    /// <param name="json">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ExpressionException">The text is no JSON.</exception>
    public static object? FromJson(string json) => GoJson.Parse(json);

    /// <inheritdoc/>
    public override string ToString() => Source;
}
