namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Loops that would call themselves in jq's own library: here they do not nest.</summary>
internal static class JqLoops
{
    /// <summary>A value, then what follows from it, one after another in depth: <c>def r: ., (f | r); r</c>.</summary>
    public static bool Repeat(Func<JqItem, List<JqItem>> follow, JqItem input, Func<JqItem, bool> emit, JqBudget budget)
    {
        var open = new Stack<JqItem>([input]);
        while (open.TryPop(out var value))
        {
            budget.Step(1);
            if (!emit(value))
                return false;
            Push(open, follow(value));
        }

        return true;
    }

    /// <summary><c>while</c>: emits as long as the condition holds.</summary>
    public static bool While(Func<JqItem, bool> holds, Func<JqItem, List<JqItem>> follow, JqItem input, Func<JqItem, bool> emit, JqBudget budget) =>
        !holds(input) || Repeat(value => follow(value).FindAll(next => holds(next)), input, emit, budget);

    /// <summary><c>until</c>: goes on until the condition holds.</summary>
    public static bool Until(Func<JqItem, bool> holds, Func<JqItem, List<JqItem>> follow, JqItem input, Func<JqItem, bool> emit, JqBudget budget)
    {
        var open = new Stack<JqItem>([input]);
        while (open.TryPop(out var value))
        {
            budget.Step(1);
            if (!holds(value))
                Push(open, follow(value));
            else if (!emit(value))
                return false;
        }

        return true;
    }

    /// <summary>Numbers from one to before another.</summary>
    public static bool Range(object? from, object? to, object? by, Func<JqItem, bool> emit, JqBudget budget)
    {
        if (from is not (long or double) || to is not (long or double) || by is not (long or double))
            throw new JqError("Range bounds must be numeric");
        var step = JqValues.Float(by);
        for (var value = from; step == 0 || (step > 0 ? JqValues.Float(value) < JqValues.Float(to) : JqValues.Float(value) > JqValues.Float(to)); value = JqOperators.Add(value, by, budget)!)
        {
            budget.Step(1);
            if (step == 0 && JqValues.Float(value) >= JqValues.Float(to))
                break;
            if (!emit(new JqItem(value)))
                return false;
        }

        return true;
    }

    private static void Push(Stack<JqItem> open, List<JqItem> next)
    {
        for (var i = next.Count - 1; i >= 0; i--)
            open.Push(next[i]);
    }
}
