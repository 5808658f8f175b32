using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>What may be a name (Argo's rules and sentences).</summary>
internal static partial class NameRules
{
    private const int MaxLength = 128;

    /// <summary>Why a name cannot be one of a template, step or task; null: it can.</summary>
    public static string? FieldName(string name)
    {
        if (name.Length > MaxLength)
            return $"must be no more than {MaxLength} characters";
        return FieldNames().IsMatch(name)
            ? null
            : "name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)";
    }

    /// <summary>Why a name cannot be one of a parameter or artifact; null: it can.</summary>
    public static string? ValueName(string name) =>
        ValueNames().IsMatch(name) ? null : "Parameter/Artifact name must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1, MY-PARAM-1";

    /// <summary>Checks the names of a list: there, valid, unique.</summary>
    public static void Check(IEnumerable<string> names, Func<string, string?> rule, Action<int, string> report)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var i = 0;
        foreach (var name in names)
        {
            var at = i.ToString(CultureInfo.InvariantCulture);
            if (name.Length == 0)
                report(i, $"[{at}].name is required");
            else if (rule(name) is { } why)
                report(i, $"[{at}].name: '{name}' is invalid: {why}");
            else if (!seen.Add(name))
                report(i, $"[{at}].name '{name}' is not unique");
            i++;
        }
    }

    /// <summary>The text is, or contains, a simple tag.</summary>
    public static bool HasTag(string text) => Tag().IsMatch(text);

    [GeneratedRegex("^[a-zA-Z0-9][-a-zA-Z0-9]*$")]
    private static partial Regex FieldNames();

    [GeneratedRegex("^[-a-zA-Z0-9_]+$")]
    private static partial Regex ValueNames();

    [GeneratedRegex(@"\{\{[-a-zA-Z0-9]+(\.[-a-zA-Z0-9_]+)*\}\}")]
    private static partial Regex Tag();
}
