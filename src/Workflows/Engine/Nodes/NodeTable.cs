using System.Runtime.InteropServices;

namespace Fleet.Workflows.Engine.Nodes;

/// <summary>The nodes of a workflow by ordinal: who owns whom, and which ids are taken. Removed nodes keep their ordinals, and are nobody's.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<uint, int> _hashes = [];

    /// <summary>All, by ordinal.</summary>
    public List<Node> All { get; } = [];

    /// <summary>How many there are without the removed ones.</summary>
    public int Live { get; private set; }

    /// <summary>Ordinals of the workflow's own nodes.</summary>
    public List<int> Tops { get; } = [];

    /// <summary>Takes the next ordinal. The node's id shows a suffix when its hash is taken.</summary>
    public void Add(Node node)
    {
        All.Add(node);
        Enter(node);
    }

    /// <summary>Looks the nodes over anew after some were removed.</summary>
    public void Rebuild()
    {
        _hashes.Clear();
        Tops.Clear();
        Live = 0;
        foreach (var node in All)
        {
            node.Owned = null;
            node.HookNodes = null;
            Enter(node);
        }
    }

    /// <summary>A node of the workflow itself by its suffix; null: there is none.</summary>
    public Node? Top(string suffix)
    {
        foreach (var ordinal in Tops)
        {
            if (All[ordinal].Suffix == suffix)
                return All[ordinal];
        }

        return null;
    }

    private void Enter(Node node)
    {
        if (node.Has(NodeFlags.Removed))
            return;
        Live++;
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_hashes, node.Hash, out var taken);
        if (taken)
            node.Flags |= NodeFlags.SharesHash;
        else
            first = node.Ordinal;
        if (node.Owner < 0)
        {
            Tops.Add(node.Ordinal);
            return;
        }

        var owner = All[node.Owner];
        (owner.Owned ??= []).Add(node.Ordinal);
        if (node.Role == NodeRole.Hook)
            (owner.HookNodes ??= []).Add(node.Ordinal);
    }
}
