using System.Text.RegularExpressions;
using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Kubernetes' label selectors: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>, <c>!a</c>, comma is and
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).</summary>
public static partial class LabelSelector
{
    /// <summary>Parses a selector; null or blank: no condition.</summary>
    /// <exception cref="ApiException">400 with the part that is wrong.</exception>
    public static IReadOnlyList<LabelCondition> Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? [] : [.. Split(text).Select(part => ParseOne(part.Trim(), text))];

    private static LabelCondition ParseOne(string part, string whole)
    {
        if (Set().Match(part) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',').Select(value => value.Trim()).ToArray();
            return new LabelCondition(set.Groups["key"].Value, set.Groups["op"].Value == "in" ? LabelOperator.In : LabelOperator.NotIn, values);
        }

        if (Equality().Match(part) is { Success: true } equality)
            return new LabelCondition(equality.Groups["key"].Value, equality.Groups["op"].Value == "!=" ? LabelOperator.NotIn : LabelOperator.In, [equality.Groups["value"].Value]);
        if (Presence().Match(part) is { Success: true } presence)
            return new LabelCondition(presence.Groups["key"].Value, presence.Groups["not"].Success ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
        throw ApiException.Invalid($"label selector '{whole}': cannot read '{part}'; write e.g. app=shop, team!=a, tier in (web,api) or !canary");
    }

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var begin = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[begin..i];
            begin = i + 1;
        }

        yield return text[begin..];
    }

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s+(?<op>in|notin)\s*\((?<values>[^()]*)\)$")]
    private static partial Regex Set();

    [GeneratedRegex(@"^(?<key>[\w./-]+)\s*(?<op>==|!=|=)\s*(?<value>[\w.-]*)$")]
    private static partial Regex Equality();

    [GeneratedRegex(@"^(?<not>!\s*)?(?<key>[\w./-]+)$")]
    private static partial Regex Presence();
}
