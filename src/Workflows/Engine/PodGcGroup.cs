using System.Globalization;

namespace Fleet.Workflows.Engine;

/// <summary>
/// Id of kept containers that go together (<see cref="PodGcRules"/>). Once a group was removed it gets no more of them: a retry by hand has groups of its own, so that a late order to remove
/// the old ones harms nothing.
/// </summary>
/// <param name="Workflow">Uid of the workflow.</param>
/// <param name="Generation">How often the workflow was retried by hand before.</param>
/// <param name="WithWorkflow">They go with the workflow itself; else with its end.</param>
public readonly record struct PodGcGroup(Guid Workflow, int Generation, bool WithWorkflow)
{
    private const string Deletion = "deletion";
    private const string End = "end";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="group">The group.</param>
    /// <returns>False: it is none.</returns>
    public static bool TryParse(string text, out PodGcGroup group)
    {
        ArgumentNullException.ThrowIfNull(text);
        group = default;
        if (text.Split('.') is not [var workflow, var generation, Deletion or End] parts
            || !Guid.TryParseExact(workflow, "N", out var uid) || !int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        group = new PodGcGroup(uid, number, parts[2] == Deletion);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Workflow:N}.{Generation}.{(WithWorkflow ? Deletion : End)}");
}
