using YamlDotNet.Core;

namespace Fleet.Workflows.Spec.Yaml;

/// <summary>YamlDotNet tells of a tab that indents a line at the beginning of what is around it, which may be the first line of the file; this finds the tab.</summary>
internal static class TabIndentation
{
    /// <summary>Line and column of the tab that the parser complains of, from 1; null: that is not what it complains of.</summary>
    public static (int Line, int Column)? Find(string text, YamlException e)
    {
        if (!IsComplaint(e))
            return null;
        var tabs = Tabs(text);

        // Tabs in a block of text are in order. The parser stops at the first that is not: the first one with which it complains.
        var (low, high) = (0, tabs.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Complains(text[..tabs[middle].End]) ? (low, middle) : (middle + 1, high);
        }

        return low < tabs.Count ? (tabs[low].Line, tabs[low].Column) : null;
    }

    private static bool IsComplaint(YamlException e) =>
        e.Message.Contains("tab", StringComparison.Ordinal) && e.Message.Contains("indentation", StringComparison.Ordinal);

    private static bool Complains(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
                continue;
            return false;
        }
        catch (YamlException e)
        {
            return IsComplaint(e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // As in the reader: a syntax error, but not this one.
            return false;
        }
    }

    // The lines with a tab before their text, and where they end.
    private static List<(int Line, int Column, int End)> Tabs(string text)
    {
        var tabs = new List<(int Line, int Column, int End)>();
        for (int number = 1, at = 0; at < text.Length; number++)
        {
            var next = text.IndexOf('\n', at);
            next = next < 0 ? text.Length : next + 1;
            var line = text.AsSpan(at, next - at);
            var tab = line[..(line.Length - line.TrimStart(" \t").Length)].IndexOf('\t');
            if (tab >= 0)
                tabs.Add((number, tab + 1, next));
            at = next;
        }

        return tabs;
    }
}
