using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The large values that a task has given become the workflow's.</summary>
internal static class ValueOutcome
{
    /// <summary>The outcome with what the workflow has of them; one that is too large is an error of the outputs.</summary>
    public static TaskOutcome Taken(Turn turn, TaskOutcome outcome)
    {
        if (outcome.Result is not { Length: > ValueTable.InlineLength } && outcome.Http?.Body is not { Length: > ValueTable.InlineLength } && outcome.Parameters.All(p => p.Value.Length <= ValueTable.InlineLength))
            return outcome;
        var errors = new List<string>(outcome.OutputErrors);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in outcome.Parameters)
        {
            if (Take(value, $"outputs.parameters.{name}") is { } taken)
                parameters[name] = taken;
        }

        return outcome with
        {
            Parameters = parameters,
            Result = outcome.Result is { } result ? Take(result, "outputs.result") : null,
            Http = outcome.Http is { Body: { } body } http ? http with { Body = Take(body, "the body of the answer") } : outcome.Http,
            OutputErrors = errors,
        };

        string? Take(string value, string what)
        {
            try
            {
                return turn.State.Values.Take(value, what);
            }
            catch (SpecFormatException error)
            {
                errors.Add(error.Message);
                return null;
            }
        }
    }
}
