using System.Runtime.CompilerServices;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>What one run may use: steps, room for values, nesting. All are bounds of the language, so that a filter ends soon, whatever it says.</summary>
internal sealed class JqBudget
{
    /// <summary>Deepest nesting of a value that is compared or written.</summary>
    public const int MaxNesting = 512;

    private const int MaxSteps = 1_000_000;
    private const int MaxRoom = 8_000_000;
    private const int MaxDepth = 1500;

    private int _steps;
    private int _room;

    /// <summary>How deep it is; to go back to when an error is caught.</summary>
    public int Depth { get; set; }

    /// <summary>One step deeper.</summary>
    public void Enter()
    {
        if (++_steps > MaxSteps)
            throw Limit($"it needs more than {MaxSteps} steps");
        if (++Depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw Limit("it calls itself too deeply");
    }

    /// <summary>Back.</summary>
    public void Leave() => Depth--;

    /// <summary>Work that is done without steps of its own.</summary>
    public void Step(int count)
    {
        _steps += Math.Max(0, count);
        if (_steps is > MaxSteps or < 0)
            throw Limit($"it needs more than {MaxSteps} steps");
    }

    /// <summary>Room for new values: characters of texts, items of lists and objects.</summary>
    public void Take(long count)
    {
        if (count > MaxRoom - _room)
            throw Limit($"it makes values of more than {MaxRoom} characters and items");
        _room += (int)Math.Max(0, count);
    }

    /// <summary>A level of nesting of a value.</summary>
    public void Nest(int depth)
    {
        if (depth > MaxNesting)
            throw Limit($"a value is nested more than {MaxNesting} deep");
        Step(1);
    }

    private static ExpressionException Limit(string reason) => new(ExpressionErrorKind.Limit, "the jq filter was ended: " + reason);
}
