using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Built-in functions of time. <c>now()</c> is the time of the evaluation, not of the machine.</summary>
internal static class TimeBuiltins
{
    private static readonly string[] DateLayouts =
    [
        "2006-01-02", "15:04:05", "2006-01-02 15:04:05", GoTimeLayout.Rfc3339, GoTimeLayout.Rfc822, GoTimeLayout.Rfc850, GoTimeLayout.Rfc1123,
    ];

    public static IEnumerable<(string Name, string Signatures, Func<EvaluationState, object?[], object?> Invoke)> All =>
    [
        ("now", ":t|z:t", (state, a) => a.Length == 0 ? state.Now : Zone(a[0]).Convert(state.Now)),
        ("duration", "s:d", (_, a) => GoDuration.Parse(Text(a, 0))),
        ("date", "s:t|ss:t|sss:t|zs:t|zss:t|zsss:t", (_, a) => Date(a)),
        ("timezone", "s:z", (_, a) => ExpressionZone.Load(Text(a, 0))),
    ];

    private static ExpressionZone Zone(object? value) =>
        value as ExpressionZone ?? throw new ExpressionException($"cannot use {GoType.Name(value)} as a time zone");

    private static ExpressionTime Date(object?[] arguments)
    {
        ExpressionZone zone = ExpressionZone.Load("UTC");
        if (arguments[0] is ExpressionZone given)
        {
            zone = given;
            arguments = arguments[1..];
        }

        string text = Text(arguments, 0);
        if (arguments.Length >= 2)
            return GoTimeParser.Parse(Text(arguments, 1), text, arguments.Length == 3 ? ExpressionZone.Load(Text(arguments, 2)) : zone);
        foreach (string layout in DateLayouts)
        {
            if (GoTimeParser.TryParse(layout, text, zone, out ExpressionTime time))
                return time;
        }

        throw new ExpressionException($"invalid date {text}");
    }
}
