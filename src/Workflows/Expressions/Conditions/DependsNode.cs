namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>A node of a <c>depends</c> condition.</summary>
internal abstract record DependsNode
{
    public abstract bool Evaluate(Func<string, TaskResult, bool> holds);
}

internal sealed record DependsAnd(DependsNode Left, DependsNode Right) : DependsNode
{
    public override bool Evaluate(Func<string, TaskResult, bool> holds) => Left.Evaluate(holds) && Right.Evaluate(holds);
}

internal sealed record DependsOr(DependsNode Left, DependsNode Right) : DependsNode
{
    public override bool Evaluate(Func<string, TaskResult, bool> holds) => Left.Evaluate(holds) || Right.Evaluate(holds);
}

internal sealed record DependsEqual(DependsNode Left, DependsNode Right, bool Negated) : DependsNode
{
    public override bool Evaluate(Func<string, TaskResult, bool> holds) => Left.Evaluate(holds) == Right.Evaluate(holds) != Negated;
}

internal sealed record DependsNot(DependsNode Operand) : DependsNode
{
    public override bool Evaluate(Func<string, TaskResult, bool> holds) => !Operand.Evaluate(holds);
}

/// <summary>One of several results of one task: a single result, or what a bare name means.</summary>
internal sealed record DependsTask(string Task, TaskResult[] Results) : DependsNode
{
    public override bool Evaluate(Func<string, TaskResult, bool> holds)
    {
        foreach (TaskResult result in Results)
        {
            if (holds(Task, result))
                return true;
        }

        return false;
    }
}
