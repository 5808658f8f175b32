using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Which <c>tasks.NAME.*</c> are known in a DAG, without listing them for every task.</summary>
internal sealed class DagNames(DagGraph graph)
{
    private const string Prefix = "tasks.";

    private readonly Dictionary<(Template?, bool), HashSet<string>> _outputs = [];
    private readonly Dictionary<string, HashSet<string>> _byTask = new(StringComparer.Ordinal);
    private readonly HashSet<string> _statuses = new(StringComparer.Ordinal);

    public bool UsesDepends { get; } = graph.Tasks.Values.Any(t => t.Depends is not null);

    public void Add(DagTask task, Template? called)
    {
        var key = (called, task.WithItems.Count > 0 || task.WithParam is not null);
        if (!_outputs.TryGetValue(key, out var names))
            _outputs[key] = names = [.. OutputNames.Of(key.Item1, key.Item2)];
        _byTask[task.Name] = names;
    }

    /// <summary>The task's own status is known from now on (hooks refer to it).</summary>
    public void AddStatus(string task) => _statuses.Add(task);

    public bool Knows(string variable) =>
        Split(variable) is var (task, output)
        && (output == "status" ? _statuses.Contains(task) : _byTask.GetValueOrDefault(task)?.Contains(output) ?? false);

    public bool IsAncestorStatus(string variable, string of) => Split(variable) is (var task, "status") && graph.IsAncestor(task, of);

    private static (string Task, string Output)? Split(string variable)
    {
        if (!variable.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var dot = variable.IndexOf('.', Prefix.Length);
        return dot < 0 ? null : (variable[Prefix.Length..dot], variable[(dot + 1)..]);
    }
}
