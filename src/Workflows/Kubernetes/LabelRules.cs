using System.Text.RegularExpressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Kubernetes;

/// <summary>What may be a label of an object (Kubernetes' documentation, "Labels and Selectors"; its sentences). Its API refuses an object with any other.</summary>
internal static partial class LabelRules
{
    private const int LongestName = 63;
    private const int LongestPrefix = 253;

    /// <summary>Reports the labels that Kubernetes would not take.</summary>
    public static void Check(IReadOnlyDictionary<string, string> labels, SpecPath path, Action<SpecPath, string> report)
    {
        foreach (var (key, value) in labels)
        {
            if (KeyFault(key) is { } wrong)
                report(path[key], $"{path}: Invalid value: \"{key}\": {wrong}");
            if (ValueFault(value) is { } why)
                report(path[key], $"{path}: Invalid value: \"{value}\": {why} (label {key})");
        }
    }

    /// <summary>Why a text cannot be the value of a label; null: it can.</summary>
    public static string? ValueFault(string value) =>
        value.Length > LongestName ? $"must be no more than {LongestName} characters"
        : value.Length == 0 || Names().IsMatch(value) ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345')";

    /// <summary>Why a text cannot be the key of a label; null: it can.</summary>
    public static string? KeyFault(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var (prefix, name) = slash < 0 ? (null, key) : (key[..slash], key[(slash + 1)..]);
        if (prefix is { Length: 0 or > LongestPrefix } || (prefix is not null && !DnsNames.Subdomain().IsMatch(prefix)))
            return $"prefix part must be a lowercase RFC 1123 subdomain of at most {LongestPrefix} characters (e.g. 'example.com')";
        if (name.Length == 0)
            return "name part must be non-empty";
        if (name.Length > LongestName)
            return $"name part must be no more than {LongestName} characters";
        return Names().IsMatch(name)
            ? null
            : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc')";
    }

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
