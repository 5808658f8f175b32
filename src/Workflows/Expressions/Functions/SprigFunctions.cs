using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>
/// The functions of <c>sprig.*</c> (masterminds.github.io/sprig) that Argo admits. Those that reach outside, make keys, or are slow on purpose are there to say that they cannot be had
/// (<see cref="SprigCrypto"/>). What sprig draws from chance or the clock comes from the seed and the time of the evaluation.
/// </summary>
internal static class SprigFunctions
{
    public static readonly IReadOnlyDictionary<string, object?> All = Table();

    private static Dictionary<string, object?> Table()
    {
        Dictionary<string, object?> table = new(StringComparer.Ordinal);
        IEnumerable<ExpressionFunction>[] groups =
        [
            SprigText.All, SprigCases.All, SprigNumbers.All, SprigDecimals.All, SprigLists.All, SprigMaps.All, SprigDefaults.All, SprigEncoding.All, SprigRegex.All,
            SprigDates.All, SprigRandom.All, SprigCrypto.All, SprigPaths.All, SprigVersions.All,
        ];
        foreach (ExpressionFunction function in groups.SelectMany(group => group))
            table.Add(function.Name, function with { Name = $"sprig.{function.Name}" });
        return table;
    }
}
