using System.Text.RegularExpressions;

namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>A match: places in the text that was searched, in UTF-16.</summary>
internal sealed class GoMatch(MappedText text, Match match)
{
    public int Start { get; } = text.IndexOf(match.Index);

    public int End { get; } = text.IndexOf(match.Index + match.Length);

    public string Value => text.Text[Start..End];

    /// <summary>The text of a group by its number (0: the match); null when it took no part.</summary>
    public string? Text(int number) => Group(number) is { } part ? text.Text[part.Start..part.End] : null;

    /// <summary>Where a group is.</summary>
    public (int Start, int End)? Group(int number)
    {
        Group group = match.Groups[number];
        return group.Success ? (text.IndexOf(group.Index), text.IndexOf(group.Index + group.Length)) : null;
    }
}
