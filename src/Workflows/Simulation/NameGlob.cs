namespace Fleet.Workflows.Simulation;

/// <summary>A name of nodes in which <c>*</c> stands for any text and <c>?</c> for any character; brackets and parentheses, common in node names, stand for themselves.</summary>
internal sealed class NameGlob(string text)
{
    private readonly bool _isGlob = text.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>Whether it means a name. Thousands of entries are tried for thousands of nodes: nothing is made for it.</summary>
    public bool Matches(string name)
    {
        if (!_isGlob)
            return name == text;
        int at = 0, place = 0, star = -1, mark = 0;
        while (place < name.Length)
        {
            if (at < text.Length && text[at] == '*')
                (star, mark) = (at++, place);
            else if (at < text.Length && (text[at] == '?' || text[at] == name[place]))
                (at, place) = (at + 1, place + 1);
            else if (star >= 0)
                (at, place) = (star + 1, ++mark);
            else
                return false;
        }

        return text.AsSpan(at).Trim('*').IsEmpty;
    }
}
