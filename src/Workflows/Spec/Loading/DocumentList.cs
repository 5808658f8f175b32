using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Spec;

/// <summary>Lists of manifests (<c>kind: List</c> of kubectl, <c>kind: WorkflowList</c> of the API): their items are documents like any others.</summary>
internal static class DocumentList
{
    private const string Suffix = "List";

    /// <summary>The documents of a document: the items of a list, of lists in it too, else the document itself.</summary>
    public static IEnumerable<ReadPart> Expand(ReadPart part)
    {
        if (part.Root is not MapNode root || !IsList(root))
            return [part];
        if (root.Find("items") is not ListNode items)
            return [part with { Error = new SpecSyntaxException("a list of manifests has its manifests in items, which is missing here or is no list", root.Line, root.Column), Root = null }];
        return items.Items.Count == 0
            ? [part with { Error = new SpecSyntaxException("there is no manifest in it: items is empty", root.Line, root.Column), Root = null }]
            : items.Items.SelectMany(item => Expand(new ReadPart(item, null, item.Line)));
    }

    private static bool IsList(MapNode root) =>
        root.Find("kind") is ScalarNode { Kind: ScalarKind.Text, Text: var kind }
        && (kind == Suffix || (kind.EndsWith(Suffix, StringComparison.Ordinal) && FieldTable.Kinds.Contains(kind[..^Suffix.Length])));
}
