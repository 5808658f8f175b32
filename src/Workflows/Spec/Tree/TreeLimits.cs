namespace Fleet.Workflows.Spec.Tree;

/// <summary>How large a manifest may be. What is larger is refused with a sentence, before memory is spent on it.</summary>
internal static class TreeLimits
{
    /// <summary>Most characters of a text (all its documents).</summary>
    public const int MaxText = 64 * 1024 * 1024;

    /// <summary>Most nodes of a document, aliases counted each time they are used.</summary>
    public const int MaxSize = 500_000;

    /// <summary>Characters of a text that count as a node.</summary>
    public const int TextPerNode = 64;

    /// <summary>Deepest nesting. What stands around a manifest (a message, an answer, a list of them) has to fit into the 64 levels that readers of JSON take.</summary>
    public const int MaxDepth = 50;

    public static void CheckSize(long size, int line, int column)
    {
        if (size > MaxSize)
            throw new SpecSyntaxException($"the document is too large: more than {MaxSize} values, or texts of more than {MaxSize * TextPerNode} characters together (aliases count each time they are used)", line, column);
    }

    public static void CheckDepth(int depth, int line, int column)
    {
        if (depth > MaxDepth)
            throw new SpecSyntaxException($"nested deeper than {MaxDepth} levels", line, column);
    }
}
