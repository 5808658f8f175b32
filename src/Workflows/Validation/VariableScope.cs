using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Validation;

/// <summary>The names that tags may use at one place of a template.</summary>
internal sealed class VariableScope(TagScope globals, VariableScope? outer = null)
{
    /// <summary>Any output parameter of the workflow: some global name is itself a tag.</summary>
    public const string AnyWorkflowParameter = "workflow.outputs.parameters.*";

    /// <summary>Any output artifact of the workflow: some global name is itself a tag.</summary>
    public const string AnyWorkflowArtifact = "workflow.outputs.artifacts.*";

    private const string AnyItem = "item.*";

    // Argo looks only at names that begin so; anything else is somebody else's text in double braces.
    private static readonly string[] Roots = ["item.", "steps.", "inputs.", "outputs.", "pod.", "workflow.", "tasks."];

    // Known when the workflow runs, whatever stands in the manifest. "outputs." is for metrics of the template itself.
    private static readonly string[] Always =
        ["outputs.", "workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration", "tasks.name", "steps.name", "node.name"];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private Func<string, bool>? _others;

    /// <summary>A scope on top of this one.</summary>
    /// <param name="others">Names known there beyond those that are added.</param>
    public VariableScope Inner(Func<string, bool>? others = null) => new(globals, this) { _others = others };

    /// <summary>Names known beyond those that are added, such as the tasks of a DAG.</summary>
    public void UseOthers(Func<string, bool> others) => _others = others;

    public void Add(string name) => _names.Add(name);

    public void AddAnyItem() => _names.Add(AnyItem);

    /// <summary>Whether a name is one of a workflow's, known or not.</summary>
    public static bool IsOurs(string name) => Array.Exists(Roots, root => name.StartsWith(root, StringComparison.Ordinal));

    /// <summary>Whether a tag of that name can be left as it is.</summary>
    public bool Allows(string name, bool anyWorkflowParameter)
    {
        if (!IsOurs(name) || Has(name) || globals.TryGetValue(name, out _))
            return true;
        return (name.StartsWith("item.", StringComparison.Ordinal) && Has(AnyItem))
            || (name.StartsWith("workflow.outputs.parameters.", StringComparison.Ordinal) && Has(AnyWorkflowParameter))
            || (name.StartsWith("workflow.outputs.artifacts.", StringComparison.Ordinal) && (Has(AnyWorkflowArtifact) || globals.TryGetValue(AnyWorkflowArtifact, out _)))
            || Array.Exists(Always, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            || (anyWorkflowParameter && name.StartsWith("workflow.parameters", StringComparison.Ordinal));
    }

    private bool Has(string name) => _names.Contains(name) || (_others?.Invoke(name) ?? false) || (outer?.Has(name) ?? false);
}
