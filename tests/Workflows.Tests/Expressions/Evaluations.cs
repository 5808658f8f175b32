using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Tests.Expressions;

/// <summary>Short ways to evaluate in tests.</summary>
internal static class Evaluations
{
    public static TagScope Scope(params (string Name, object? Value)[] names) =>
        new(names.Select(name => KeyValuePair.Create(name.Name, name.Value)));

    public static object? Evaluate(string source, params (string Name, object? Value)[] names) =>
        Expression.Parse(source).Evaluate(new EvaluationContext
        {
            Variables = Scope(names).ToEnvironment(),
            Now = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero),
            Seed = 42,
        });

    /// <summary>The result as compact JSON, which shows types too: <c>1</c> and <c>"1"</c> differ.</summary>
    public static string Json(string source, params (string Name, object? Value)[] names) => Expression.ToJson(Evaluate(source, names));

    public static ExpressionException Failure(string source, params (string Name, object? Value)[] names) =>
        Assert.Throws<ExpressionException>(() => Evaluate(source, names));
}
