using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>
/// JSONPath as kubectl's users write it (kubernetes.io/docs/reference/kubectl/jsonpath): members, indexes, wildcards, unions, slices, <c>..</c> and filters. A path that can only mean one value gives that
/// value, and it is an error when the value is not there; others give one flat list of all values found.
/// </summary>
internal static class KubectlQuery
{
    /// <summary>Most values a step of a path may find.</summary>
    private const int MaxMatches = 100_000;

    /// <summary>What a path finds in a JSON text.</summary>
    /// <exception cref="ExpressionException">The path or the text is none, or the value is not there.</exception>
    public static object? Find(string json, string path)
    {
        EvaluationState state = new(new EvaluationContext());
        object? root = TextBuiltins.FromJson(state, json);
        return Select(state, root, root, KubectlQueryParser.Parse(path));
    }

    /// <summary>Looks whether a path can be read.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static void Check(string path) => KubectlQueryParser.Parse(path);

    /// <summary>Walks <paramref name="steps"/> from <paramref name="start"/>.</summary>
    public static object? Select(EvaluationState state, object? root, object? start, IReadOnlyList<KubectlStep> steps)
    {
        List<object?> current = [start];
        bool definite = true;
        foreach (KubectlStep step in steps)
        {
            definite &= step.IsDefinite;
            List<object?> next = [];
            foreach (object? value in current)
            {
                if (step.Recursive)
                    Descend(value, 0);
                else
                    Apply(value);

                void Descend(object? node, int depth)
                {
                    if (depth > GoFormat.MaxDepth)
                        throw new ExpressionException(ExpressionErrorKind.Limit, "JSON is nested too deeply for a path");
                    Apply(node);
                    foreach (object? child in Children(node))
                        Descend(child, depth + 1);
                }

                void Apply(object? node)
                {
                    state.Step();
                    next.AddRange(step.Apply(state, root, node));
                    if (next.Count > MaxMatches)
                        throw new ExpressionException(ExpressionErrorKind.Limit, $"path finds more than {MaxMatches} values");
                }
            }

            if (definite && next.Count == 0)
                throw new ExpressionException($"key: invalid token key '{step}' not found");
            current = next;
        }

        return definite ? current[0] : current;
    }

    public static IEnumerable<object?> Children(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map => map.Keys.Order(StringComparer.Ordinal).Select(key => map[key]),
        IReadOnlyList<object?> list => list,
        _ => [],
    };
}
