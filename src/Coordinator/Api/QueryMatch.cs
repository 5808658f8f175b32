using System.Text.Json;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Whether a workflow fits a query, decided in memory: for watches, which learn of changes one by one.</summary>
internal static class QueryMatch
{
    /// <summary>By what never changes: namespace and name.</summary>
    public static bool Identity(WorkflowQuery query, WorkflowSummary summary) =>
        (query.Namespace is null || query.Namespace == summary.Namespace)
        && (query.Name is null || query.Name == summary.Name)
        && (query.NotNamespace is null || query.NotNamespace != summary.Namespace)
        && (query.NotName is null || query.NotName != summary.Name);

    /// <summary>By what changes: labels and start.</summary>
    public static bool State(WorkflowQuery query, WorkflowSummary summary) =>
        (query.StartedAfter is not { } after || summary.StartedAt > after)
        && (query.StartedBefore is not { } before || summary.StartedAt < before)
        && LabelsFit(query.Labels, summary);

    /// <summary>By the labels of an object.</summary>
    public static bool LabelsFit(IReadOnlyList<LabelCondition> conditions, JsonElement item) =>
        conditions.Count == 0 || LabelsFit(conditions, item.GetProperty("metadata").TryGetProperty("labels", out var labels) ? labels.Deserialize<Dictionary<string, string>>()! : new Dictionary<string, string>());

    private static bool LabelsFit(IReadOnlyList<LabelCondition> conditions, WorkflowSummary summary) =>
        conditions.Count == 0 || LabelsFit(conditions, JsonSerializer.Deserialize<Dictionary<string, string>>(summary.LabelsJson)!);

    /// <summary>By labels.</summary>
    public static bool LabelsFit(IReadOnlyList<LabelCondition> conditions, IReadOnlyDictionary<string, string> labels) =>
        conditions.All(condition => condition.Operator switch
        {
            LabelOperator.Exists => labels.ContainsKey(condition.Key),
            LabelOperator.DoesNotExist => !labels.ContainsKey(condition.Key),
            LabelOperator.In => labels.TryGetValue(condition.Key, out var value) && condition.Values.Contains(value),
            _ => !labels.TryGetValue(condition.Key, out var value) || !condition.Values.Contains(value),
        });
}
