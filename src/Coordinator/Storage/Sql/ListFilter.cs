using System.Globalization;

namespace Fleet.Coordinator.Storage.Sql;

/// <summary>The WHERE clause of a list and its parameters, of a table <c>w</c>. Everything a user wrote travels as a parameter.</summary>
internal sealed class ListFilter
{
    private readonly SqlDialect _dialect;
    private readonly List<string> _conditions = [];
    private readonly List<(string Name, object? Value)> _parameters = [];

    public ListFilter(WorkflowQuery query, SqlDialect dialect)
    {
        _dialect = dialect;
        if (query.Namespace is { } ns)
            _conditions.Add($"w.namespace = {Add(ns)}");
        if (query.Name is { Length: > 0 } name)
            _conditions.Add(NameCondition(Add(name), query.NameMatch));
        if (query.NotNamespace is { } notNamespace)
            _conditions.Add($"w.namespace <> {Add(notNamespace)}");
        if (query.NotName is { } notName)
            _conditions.Add($"w.name <> {Add(notName)}");
        if (query.StartedAfter is { } after)
            _conditions.Add($"w.started_at > {Add(after)}");
        if (query.StartedBefore is { } before)
            _conditions.Add($"w.started_at < {Add(before)}");
        if (query.Phases.Count > 0)
            _conditions.Add($"w.phase IN ({AddAll(query.Phases)})");
        if (query.CreatedAfter is { } created)
            _conditions.Add($"w.created_at > {Add(created)}");
        if (query.FinishedBefore is { } finished)
            _conditions.Add($"w.finished_at < {Add(finished)}");
        foreach (var label in query.Labels)
            _conditions.Add(LabelCondition(label));
    }

    public string Where => _conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", _conditions);

    public (string Name, object? Value)[] Parameters => [.. _parameters];

    private string NameCondition(string parameter, NameMatch match) => match switch
    {
        NameMatch.Exact => $"w.name = {parameter}",
        NameMatch.Prefix => $"substr(w.name, 1, length({parameter})) = {parameter}",
        NameMatch.Contains => _dialect.Contains("w.name", parameter),
        _ => throw new ArgumentOutOfRangeException(nameof(match), match, "unknown way to compare a name"),
    };

    private string LabelCondition(LabelCondition label) => label.Operator switch
    {
        LabelOperator.In => HasLabel(label),
        LabelOperator.NotIn => "NOT " + HasLabel(label),
        LabelOperator.Exists => $"EXISTS (SELECT 1 FROM workflow_labels l WHERE l.workflow = w.uid AND l.key = {Add(label.Key)})",
        LabelOperator.DoesNotExist => $"NOT EXISTS (SELECT 1 FROM workflow_labels l WHERE l.workflow = w.uid AND l.key = {Add(label.Key)})",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label.Operator, "unknown comparison of a label"),
    };

    private string HasLabel(LabelCondition label) => label.Values.Count == 0
        ? "(1 = 0)"
        : $"EXISTS (SELECT 1 FROM workflow_labels l WHERE l.workflow = w.uid AND l.key = {Add(label.Key)} AND l.value IN ({AddAll(label.Values)}))";

    private string AddAll(IEnumerable<string> values) => string.Join(", ", values.Select(value => Add(value)));

    private string Add(object value)
    {
        var name = "p" + _parameters.Count.ToString(CultureInfo.InvariantCulture);
        _parameters.Add((name, value));
        return "@" + name;
    }
}
