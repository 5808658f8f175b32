using Fleet.Workflows.Expressions.Paths;
using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>What Argo adds to the language (docs/variables.md, "Expression"): variables of the environment that hold functions.</summary>
internal static class ArgoFunctions
{
    public static readonly IReadOnlyDictionary<string, object?> All = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["asInt"] = new ExpressionFunction("asInt", 1, 1, (_, a) => NumberBuiltins.ToInt(a[0])),
        ["asFloat"] = new ExpressionFunction("asFloat", 1, 1, (_, a) => NumberBuiltins.ToFloat(a[0])),
        ["toJson"] = new ExpressionFunction("toJson", 1, 1, (state, a) => state.ChargeText(GoJson.Write(a[0]))),
        ["jsonpath"] = new ExpressionFunction("jsonpath", 2, 2, (state, a) => JsonPath.Query(state, TextBuiltins.FromJson(state, Text(a, 0)), Text(a, 1))),
        ["sprig"] = SprigFunctions.All,
    };
}
