using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's defaults, choices and types.</summary>
internal static class SprigDefaults
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("default", 1, Any, (_, a) => a.Length < 2 || IsEmpty(a[1]) ? a[0] : a[1]),
        Define("empty", 1, (_, a) => IsEmpty(a[0])),
        Define("coalesce", 0, Any, (_, a) => Array.Find(a, value => !IsEmpty(value))),
        Define("all", 0, Any, (_, a) => !Array.Exists(a, IsEmpty)),
        Define("any", 0, Any, (_, a) => Array.Exists(a, value => !IsEmpty(value))),
        Define("ternary", 3, (_, a) => a[2] is bool flag ? (flag ? a[0] : a[1]) : throw new ExpressionException($"cannot use {GoType.Name(a[2])} as argument 3 (type bool)")),
        Define("typeOf", 1, (_, a) => GoType.Name(a[0])) with { SeesInt64 = true },
        Define("typeIs", 2, (_, a) => Text(a, 0) == GoType.Name(a[1])) with { SeesInt64 = true },
        Define("typeIsLike", 2, (_, a) => Text(a, 0) == GoType.Name(a[1]) || "*" + Text(a, 0) == GoType.Name(a[1])) with { SeesInt64 = true },
        Define("kindOf", 1, (_, a) => Kind(a[0])) with { SeesInt64 = true },
        Define("kindIs", 2, (_, a) => Text(a, 0) == Kind(a[1])) with { SeesInt64 = true },
        Define("deepEqual", 2, (_, a) => ValueOperations.AreIdentical(a[0], a[1])) with { SeesInt64 = true },
    ];

    private static string Kind(object? value) => value switch
    {
        null => "invalid",
        ExpressionTime => "struct",
        ExpressionZone or SemanticVersion => "ptr",
        GoDuration or Int64Result => "int64",
        NamedInteger => "int",
        double => "float64",
        IReadOnlyList<object?> => "slice",
        _ => GoType.Kind(value),
    };
}
