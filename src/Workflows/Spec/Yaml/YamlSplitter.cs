namespace Fleet.Workflows.Spec.Yaml;

/// <summary>Cuts a text at its document marks, as Argo does, so that a syntax error in one document leaves the others readable.</summary>
internal static class YamlSplitter
{
    public static List<YamlPiece> Split(string text)
    {
        var pieces = new List<YamlPiece>();
        int start = 0, startLine = 0, line = 0, at = 0;
        var (content, marked) = (false, false);
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            var current = text.AsSpan(at, end - at);
            var isMark = IsMark(current);
            // What stands before the first mark without being a document (a comment, a directive) belongs to the one that begins there; between two marks it is nothing.
            if (isMark && (content || marked))
            {
                if (content)
                    pieces.Add(new YamlPiece(text[start..at], startLine));
                (start, startLine, content) = (at, line, false);
            }
            marked |= isMark;
            content |= isMark ? HasContent(current[3..]) : HasContent(current);
            at = end;
            line++;
        }
        if (content)
            pieces.Add(new YamlPiece(text[start..], startLine));
        return pieces;
    }

    private static bool IsMark(ReadOnlySpan<char> line) => line.StartsWith("---", StringComparison.Ordinal) && (line.Length == 3 || char.IsWhiteSpace(line[3]));

    // Comments, directives, byte order marks and end marks alone are no document.
    private static bool HasContent(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("%", StringComparison.Ordinal) || line.TrimEnd() is "...")
            return false;
        line = line.Trim().TrimStart('\ufeff');
        return !line.IsEmpty && line[0] != '#';
    }
}
