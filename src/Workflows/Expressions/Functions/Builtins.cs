using Fleet.Workflows.Expressions.Language;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>The built-in functions of expr-lang 1.17 that take values (expr-lang.org/docs/language-definition).</summary>
internal static class Builtins
{
    private static readonly Dictionary<string, Builtin> All = Table();

    public static bool IsBuiltin(string name) => All.ContainsKey(name);

    /// <summary>Every name, the ones with predicates not counted.</summary>
    public static IEnumerable<string> Names => All.Keys;

    public static object? Invoke(string name, EvaluationState state, object?[] arguments)
    {
        Builtin builtin = All[name];
        if (!builtin.Signatures.Any(signature => signature.TakesCount(arguments.Length)))
            throw new ExpressionException(CountError(builtin, arguments.Length));
        return Arguments.Invoke(new ExpressionFunction(name, 0, int.MaxValue, builtin.Invoke), state, arguments);
    }

    /// <summary>Checks a call by the types of its arguments: the type of the result, or an error and the argument it is about (-1: the call).</summary>
    public static (Nature Result, string? Error, int Argument) CheckCall(string name, IReadOnlyList<Nature> arguments)
    {
        Builtin builtin = All[name];
        string error = CountError(builtin, arguments.Count);
        int misfit = -1;
        foreach (Signature signature in builtin.Signatures)
        {
            if (!signature.TakesCount(arguments.Count))
                continue;
            misfit = signature.FirstMisfit(arguments);
            if (misfit < 0)
                return (signature.ResultOf(arguments), null, -1);
            error = $"cannot use {arguments[misfit]} as argument (type {Signature.NameOf(signature.ParameterAt(misfit))}) to call {name}";
        }

        return (Nature.Unknown, error, misfit);
    }

    private static string CountError(Builtin builtin, int count)
    {
        bool tooMany = count > builtin.Signatures.Max(signature => signature.MaxArguments);
        return $"{(tooMany ? "too many" : "not enough")} arguments to call {builtin.Name}";
    }

    private static Dictionary<string, Builtin> Table()
    {
        Dictionary<string, Builtin> table = new(StringComparer.Ordinal);
        foreach ((string name, string signatures, Func<EvaluationState, object?[], object?> invoke) in
                 TextBuiltins.All.Concat(NumberBuiltins.All).Concat(CollectionBuiltins.All).Concat(TimeBuiltins.All))
        {
            table.Add(name, new Builtin(name, Signature.ParseAll(signatures), invoke));
        }

        return table;
    }

    private sealed record Builtin(string Name, Signature[] Signatures, Func<EvaluationState, object?[], object?> Invoke);
}
