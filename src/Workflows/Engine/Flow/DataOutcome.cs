using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>What a <c>data</c> template makes of the keys that were listed: its expressions, one after another, each with the last one's value as <c>data</c> (Argo's source <c>processTransformation</c>).</summary>
internal static class DataOutcome
{
    /// <summary>The outcome with the transformed list as its result, or with why there is none.</summary>
    /// <param name="data">The template, tags replaced.</param>
    /// <param name="outcome">How the listing ended.</param>
    /// <param name="options">Clock and seed of the expressions.</param>
    public static TaskOutcome Apply(DataTemplate data, TaskOutcome outcome, TagOptions options)
    {
        if (outcome is not { Kind: TaskOutcomeKind.Exited, Result: { } keys, OutputErrors.Count: 0 })
            return outcome;
        if (data.ArtifactPaths.Length == 0)
            return outcome with { Result = null, OutputErrors = ["unable to process data source: no valid source is used for data template"] };
        try
        {
            var value = Expression.FromJson(keys);
            // A step without an expression is passed over.
            foreach (var text in data.Transformation.Where(text => text.Length > 0))
            {
                var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["data"] = value };
                value = Expression.Parse(text).Evaluate(new EvaluationContext { Variables = variables, Now = options.Now, Seed = options.Seed });
            }

            return outcome with { Result = Expression.ToJson(value) };
        }
        catch (Exception error) when (error is ExpressionException or FormatException or System.Text.Json.JsonException)
        {
            return outcome with { Result = null, OutputErrors = [$"data.transformation: {error.Message}"] };
        }
    }
}
