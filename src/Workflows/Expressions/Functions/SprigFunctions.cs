using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>
/// The functions of <c>sprig.*</c> (masterminds.github.io/sprig) that Argo admits, all but those that reach outside (<c>env</c>,
/// <c>expandenv</c>, <c>getHostByName</c>) and those that make keys and certificates, which cannot be repeatable. What sprig draws from chance or
/// the clock comes from the seed and the time of the evaluation.
/// </summary>
internal static class SprigFunctions
{
    public static readonly IReadOnlyDictionary<string, object?> All = Table();

    private static Dictionary<string, object?> Table()
    {
        Dictionary<string, object?> table = new(StringComparer.Ordinal);
        IEnumerable<ExpressionFunction>[] groups =
        [
            SprigText.All, SprigCases.All, SprigNumbers.All, SprigLists.All, SprigMaps.All, SprigDefaults.All, SprigEncoding.All, SprigRegex.All,
            SprigDates.All, SprigRandom.All, SprigPaths.All, SprigVersions.All,
        ];
        foreach (ExpressionFunction function in groups.SelectMany(group => group))
            table.Add(function.Name, function with { Name = $"sprig.{function.Name}" });
        return table;
    }
}
