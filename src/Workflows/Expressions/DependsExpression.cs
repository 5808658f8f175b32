using System.Collections.ObjectModel;
using Fleet.Workflows.Expressions.Conditions;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// The condition under which a DAG task may run: <c>depends: "(A.Succeeded || A.Skipped) &amp;&amp; !B"</c>. Names are task names, hyphens
/// included; words such as <c>and</c> and <c>true</c> are names too. A bare name means <c>(A.Succeeded || A.Skipped || A.Daemoned)</c>.
/// Parse once, evaluate whenever a dependency changes.
/// </summary>
public sealed class DependsExpression
{
    private readonly DependsNode _node;

    private DependsExpression(string source, string logic, DependsNode node, IReadOnlyList<DependsReference> references)
    {
        Source = source;
        Logic = logic;
        _node = node;
        References = references;
        Tasks = new ReadOnlyCollection<string>([.. references.Select(reference => reference.Task).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>The text with bare names spelled out, as Argo evaluates it.</summary>
    public string Logic { get; }

    /// <summary>The tasks it names, each once, in the order of the text. All of them must be fulfilled before it is evaluated.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Every mention of a task.</summary>
    public IReadOnlyList<DependsReference> References { get; }

    /// <summary>Parses the text of <c>depends</c>.</summary>
    /// <param name="source">The text.</param>
    /// <param name="continueOn">The <c>continueOn</c> of a task; default: none has one.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ExpressionException">The text is no condition, or asks for a result that does not exist.</exception>
    public static DependsExpression Parse(string source, Func<string, TaskContinueOn>? continueOn = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        DependsParser parser = new(source, continueOn ?? (_ => default));
        DependsNode node = parser.Parse();
        return new DependsExpression(source, parser.Logic, node, parser.References);
    }

    /// <summary>The condition of the list <c>dependencies</c>: all of them, each as a bare name.</summary>
    /// <param name="dependencies">The names of tasks, at least one.</param>
    /// <param name="continueOn">The <c>continueOn</c> of a task; default: none has one.</param>
    /// <returns>The condition.</returns>
    /// <exception cref="ExpressionException">A name is no task name, or there is none.</exception>
    public static DependsExpression FromDependencies(IEnumerable<string> dependencies, Func<string, TaskContinueOn>? continueOn = null) =>
        Parse(string.Join(" && ", dependencies), continueOn);

    /// <summary>Evaluates the condition.</summary>
    /// <param name="holds">Whether a task has a result.</param>
    /// <returns>True when the task may run; false makes it Omitted.</returns>
    public bool Evaluate(Func<string, TaskResult, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return _node.Evaluate(holds);
    }

    /// <inheritdoc/>
    public override string ToString() => Source;
}
