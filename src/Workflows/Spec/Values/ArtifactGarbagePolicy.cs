using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>When an artifact is deleted: <c>artifactGC.strategy</c>, of the artifact or of the workflow.</summary>
public static class ArtifactGarbagePolicy
{
    /// <summary>When the workflow has ended, or is deleted before.</summary>
    public const string OnCompletion = "OnWorkflowCompletion";

    /// <summary>When the workflow is deleted.</summary>
    public const string OnDeletion = "OnWorkflowDeletion";

    /// <summary>By nobody, whatever the workflow says.</summary>
    public const string Never = "Never";

    /// <summary>The strategy of an <c>artifactGC</c>; null: it says nothing.</summary>
    /// <param name="json">JSON text; null: there is none.</param>
    public static string? StrategyOf(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("strategy", out var strategy)
            && strategy.ValueKind == JsonValueKind.String && strategy.GetString() is { Length: > 0 } text ? text : null;
    }

    /// <summary>What is wrong with an <c>artifactGC</c>; null: nothing.</summary>
    public static string? Problem(string? json) => StrategyOf(json) is not (null or OnCompletion or OnDeletion or Never)
        ? $"artifactGC.strategy unknown strategy '{StrategyOf(json)}': it must be {OnCompletion}, {OnDeletion} or {Never}"
        : null;
}
