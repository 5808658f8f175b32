namespace Fleet.Workflows.Expressions;

/// <summary>A place in a source text, and the drawing of it for an error message.</summary>
internal readonly record struct SourcePosition(int Offset, int Line, int Column, string SourceLine)
{
    /// <summary>A line longer than this is not drawn: the sentence and the column say enough.</summary>
    private const int LongestDrawnLine = 1000;

    public static SourcePosition At(string source, int offset)
    {
        offset = Math.Clamp(offset, 0, source.Length);
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++)
        {
            if (source[i] == '\n')
            {
                line++;
                start = i + 1;
            }
        }

        int end = source.IndexOf('\n', start);
        string text = end < 0 ? source[start..] : source[start..end];
        return new SourcePosition(offset, line, offset - start + 1, text);
    }

    public string Describe(string reason)
    {
        string place = $"{reason} ({Line}:{Column})";
        if (SourceLine.Length is 0 or > LongestDrawnLine)
            return place;
        return $"{place}\n | {SourceLine}\n | {new string('.', Column - 1)}^";
    }
}
