using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>Finds where a tag is written, for the line of an error.</summary>
internal static class TagPlaces
{
    /// <summary>The place below a path where a tag is written, with its braces; the path itself where it is not found (it came in with a value).</summary>
    public static SpecPath Locate(SpecNode root, SpecPath below, string tag) =>
        below.Find(root) is { } node && Search(node, below, tag) is { } found ? found : below;

    private static SpecPath? Search(SpecNode node, SpecPath path, string wanted)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return IsIn(scalar.Text, wanted) ? path.At(wanted) : null;
            case MapNode map:
                return map.Entries.Select(e => Search(e.Value, path[e.Name], wanted)).FirstOrDefault(p => p is not null);
            case ListNode list:
                return list.Items.Select((item, i) => Search(item, path[i], wanted)).FirstOrDefault(p => p is not null);
            default:
                return null;
        }
    }

    // A tag that is not closed goes on to the end of its text.
    private static bool IsIn(string text, string tag) => tag.EndsWith("}}", StringComparison.Ordinal) ? text.Contains(tag, StringComparison.Ordinal) : text.EndsWith(tag, StringComparison.Ordinal);
}
