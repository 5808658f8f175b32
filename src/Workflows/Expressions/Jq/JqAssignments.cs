namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Assignments: the input with other values in the places that the left side names.</summary>
internal static class JqAssignments
{
    /// <summary>Runs an assignment.</summary>
    public static bool Run(JqEvaluator evaluator, JqAssign assign, JqEnvironment? at, JqItem input, Func<JqItem, bool> emit)
    {
        var budget = evaluator.Budget;
        if (assign.Operator == "|=")
            return emit(new JqItem(Update(evaluator, assign, at, input)));
        return evaluator.Run(assign.Right, at, input.Bare, right =>
        {
            var value = input.Value;
            foreach (var path in Paths(evaluator, assign.Left, at, input.Bare))
                value = JqAccess.Set(value, path, 0, old => Change(assign.Operator, old, right.Value, budget), budget);
            return emit(new JqItem(value));
        });
    }

    /// <summary>Places that a filter names.</summary>
    public static List<List<object?>> Paths(JqEvaluator evaluator, JqNode filter, JqEnvironment? at, JqItem input) =>
        [.. evaluator.All(filter, at, input with { Path = JqPath.Root }).Select(item => Path(item, evaluator.Budget))];

    /// <summary>The place of a value.</summary>
    public static List<object?> Path(JqItem item, JqBudget budget) => item.Path?.ToList(budget) ?? throw new JqError($"Invalid path expression with result {JqWriter.Short(item.Value)}");

    private static object? Change(string sign, object? old, object? value, JqBudget budget) => sign switch
    {
        "=" => value,
        "//=" => JqValues.IsTrue(old) ? old : value,
        _ => JqOperators.Apply(sign[..^1], old, value, budget),
    };

    // Places for which the right side has no value are taken out.
    private static object? Update(JqEvaluator evaluator, JqAssign assign, JqEnvironment? at, JqItem input)
    {
        var value = input.Value;
        var empty = new List<object?>();
        foreach (var path in Paths(evaluator, assign.Left, at, input.Bare))
        {
            value = JqAccess.Set(
                value,
                path,
                0,
                old =>
                {
                    if (evaluator.First(assign.Right, at, new JqItem(old), out var first, out _))
                        return first.Value;
                    empty.Add(path);
                    return old;
                },
                evaluator.Budget);
        }

        return empty.Count == 0 ? value : JqAccess.Delete(value, empty, evaluator.Budget);
    }
}
