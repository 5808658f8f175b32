using System.Collections.ObjectModel;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// What an evaluation may see: its variables, its clock and its seed. Nothing else reaches an expression, so the same context gives the same
/// result.
/// </summary>
public sealed record EvaluationContext
{
    /// <summary>Nodes one evaluation may visit, loops counted; passing it is an error of kind <see cref="ExpressionErrorKind.Limit"/>.</summary>
    public const long MaxSteps = 5_000_000;

    /// <summary>List items one evaluation may make (expr-lang's memory budget).</summary>
    public const long MaxItems = 1_000_000;

    /// <summary>Characters of text one evaluation may make.</summary>
    public const long MaxText = 32 * 1024 * 1024;

    private static readonly ReadOnlyDictionary<string, object?> NoVariables = new(new Dictionary<string, object?>());

    /// <summary>
    /// The variables by their first name. Values: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
    /// <c>IReadOnlyList&lt;object?&gt;</c> and <c>IReadOnlyDictionary&lt;string, object?&gt;</c> of such values (other integer and floating-point
    /// types are converted). Make it from dotted names with <see cref="TagScope.ToEnvironment"/>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = NoVariables;

    /// <summary>What <c>now()</c> answers. Default: the Unix epoch.</summary>
    public DateTimeOffset Now { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Where random functions (<c>sprig.randAlpha</c>, <c>sprig.uuidv4</c>) start; give each node and call its own. Default: 0.</summary>
    public ulong Seed { get; init; }
}
