using Fleet.Workflows.Expressions.Values;
using static Fleet.Workflows.Expressions.Functions.Arguments;
using static Fleet.Workflows.Expressions.Functions.SprigValues;
using Map = System.Collections.Generic.IReadOnlyDictionary<string, object?>;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>Sprig's functions of maps. <c>set</c>, <c>unset</c> and <c>merge</c> give a changed copy: values never change here.</summary>
internal static class SprigMaps
{
    public static IEnumerable<ExpressionFunction> All =>
    [
        Define("dict", 0, Any, Dict),
        Define("get", 2, (_, a) => Arguments.Map(a, 0).TryGetValue(Text(a, 1), out object? value) ? value : ""),
        Define("set", 3, (state, a) => new Dictionary<string, object?>(Copy(state, Arguments.Map(a, 0))) { [Text(a, 1)] = a[2] }),
        Define("unset", 2, (state, a) => Pick(state, Arguments.Map(a, 0), key => key != Text(a, 1))),
        Define("hasKey", 2, (_, a) => Arguments.Map(a, 0).ContainsKey(Text(a, 1))),
        Define("pluck", 1, Any, (_, a) => Pluck(Text(a, 0), a)),
        Define("keys", 0, Any, (state, a) => Keys(state, a)),
        Define("values", 1, (state, a) => Copy(state, Arguments.Map(a, 0)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value).ToList()),
        Define("pick", 1, Any, (state, a) => Pick(state, a, named: true)),
        Define("omit", 1, Any, (state, a) => Pick(state, a, named: false)),
        Define("merge", 1, Any, (state, a) => MergeAll(state, a, overwrite: false)),
        Define("mustMerge", 1, Any, (state, a) => MergeAll(state, a, overwrite: false)),
        Define("mergeOverwrite", 1, Any, (state, a) => MergeAll(state, a, overwrite: true)),
        Define("mustMergeOverwrite", 1, Any, (state, a) => MergeAll(state, a, overwrite: true)),
        Define("dig", 3, Any, (_, a) => Dig(a)),
        Define("deepCopy", 1, (_, a) => a[0]),
        Define("mustDeepCopy", 1, (_, a) => a[0]),
    ];

    private static Dictionary<string, object?> Copy(EvaluationState state, Map map)
    {
        state.ChargeItems(map.Count);
        return new Dictionary<string, object?>(map, StringComparer.Ordinal);
    }

    private static Dictionary<string, object?> Dict(EvaluationState state, object?[] arguments)
    {
        state.ChargeItems(arguments.Length);
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        for (int i = 0; i < arguments.Length; i += 2)
            map[ToText(arguments[i])] = i + 1 < arguments.Length ? arguments[i + 1] : "";
        return map;
    }

    private static List<object?> Pluck(string key, object?[] arguments)
    {
        List<object?> result = [];
        for (int i = 1; i < arguments.Length; i++)
        {
            if (Arguments.Map(arguments, i).TryGetValue(key, out object? value))
                result.Add(value);
        }

        return result;
    }

    private static List<object?> Keys(EvaluationState state, object?[] arguments)
    {
        List<object?> keys = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            Map map = Arguments.Map(arguments, i);
            state.ChargeItems(map.Count);
            keys.AddRange(map.Keys.Order(StringComparer.Ordinal));
        }

        return keys;
    }

    private static Dictionary<string, object?> Pick(EvaluationState state, object?[] arguments, bool named)
    {
        HashSet<string> names = new(Enumerable.Range(1, arguments.Length - 1).Select(i => Text(arguments, i)), StringComparer.Ordinal);
        return Pick(state, Arguments.Map(arguments, 0), key => names.Contains(key) == named);
    }

    private static Dictionary<string, object?> Pick(EvaluationState state, Map map, Func<string, bool> wanted)
    {
        state.ChargeItems(map.Count);
        return map.Where(pair => wanted(pair.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private static Dictionary<string, object?> MergeAll(EvaluationState state, object?[] arguments, bool overwrite)
    {
        Dictionary<string, object?> result = Copy(state, Arguments.Map(arguments, 0));
        for (int i = 1; i < arguments.Length; i++)
            result = Merge(state, result, Arguments.Map(arguments, i), overwrite, 0);
        return result;
    }

    private static Dictionary<string, object?> Merge(EvaluationState state, Map target, Map source, bool overwrite, int depth)
    {
        if (depth > GoFormat.MaxDepth)
            throw new ExpressionException(ExpressionErrorKind.Limit, "maps are nested too deeply to be merged");
        Dictionary<string, object?> result = Copy(state, target);
        foreach ((string key, object? value) in source)
        {
            object? known = result.GetValueOrDefault(key);
            if (known is Map inner && value is Map other)
                result[key] = Merge(state, inner, other, overwrite, depth + 1);
            // Nothing in place of something: the library that sprig has for it leaves that alone.
            else if (value is null ? overwrite && !result.ContainsKey(key) : overwrite || IsEmpty(known))
                result[key] = value;
        }

        return result;
    }

    private static object? Dig(object?[] arguments)
    {
        object? current = Arguments.Map(arguments, arguments.Length - 1);
        for (int i = 0; i < arguments.Length - 2; i++)
        {
            string key = Text(arguments, i);
            if (current is not Map map)
                throw new ExpressionException($"sprig.dig: the value above '{key}' is {GoType.Name(current)}, not a map");
            if (!map.TryGetValue(key, out current))
                return arguments[^2];
        }

        return current;
    }
}
