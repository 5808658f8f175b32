namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>What begins with <c>(?</c>: named groups, groups that do not capture, flags.</summary>
internal static class GroupReader
{
    /// <summary>Reads one; the reader stands at the parenthesis.</summary>
    /// <returns>The flags that are in force from there on.</returns>
    public static PatternFlags Read(PatternReader reader, PatternBuilder builder, PatternFlags flags)
    {
        int start = reader.Position;
        int left = reader.Pattern.Length - start;
        int name = left > 4 && reader.Peek(2) == 'P' && reader.Peek(3) == '<' ? start + 4 : left > 3 && reader.Peek(2) == '<' ? start + 3 : -1;
        if (name >= 0)
        {
            builder.Open(flags, captures: true, ReadName(reader, start, name));
            return flags;
        }

        reader.Position += 2;
        PatternFlags now = ReadFlags(reader, start, flags, out bool opens);
        if (opens)
            builder.Open(flags, captures: false, name: null);
        return now;
    }

    private static string ReadName(PatternReader reader, int start, int nameStart)
    {
        int end = reader.Pattern.IndexOf('>', start);
        if (end < 0)
            throw reader.ErrorToEnd(PatternErrors.InvalidNamedCapture, start);
        reader.Position = end + 1;
        string name = end > nameStart ? reader.Pattern[nameStart..end] : "";
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : throw reader.Error(PatternErrors.InvalidNamedCapture, start);
    }

    private static PatternFlags ReadFlags(PatternReader reader, int start, PatternFlags flags, out bool opens)
    {
        bool off = false;
        bool any = false;
        opens = false;
        while (!reader.AtEnd)
        {
            int c = reader.Next();
            PatternFlags flag = c switch
            {
                'i' => PatternFlags.FoldCase,
                'm' => PatternFlags.MultiLine,
                's' => PatternFlags.DotNewline,
                'U' => PatternFlags.Ungreedy,
                _ => PatternFlags.None,
            };
            if (flag != PatternFlags.None)
            {
                flags = off ? flags & ~flag : flags | flag;
                any = true;
            }
            else if (c == '-' && !off)
            {
                off = true;
                any = false;
            }
            else if (c is ':' or ')' && (!off || any))
            {
                opens = c == ':';
                return flags;
            }
            else
            {
                break;
            }
        }

        throw reader.Error(PatternErrors.InvalidPerlOperator, start);
    }
}
