using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Workflows.Engine.Flow;

namespace Fleet.Workflows.Engine.Nodes;

/// <summary>Argo's names and ids of nodes and pods (Argo's source <c>util/nodename</c>, <c>workflow/util/pod_name.go</c>; tested against recorded ids).</summary>
internal static partial class NodeNames
{
    /// <summary>Longest prefix of a pod name, so that the number fits into Kubernetes' 253 characters.</summary>
    private const int MaxPodPrefix = 242;

    /// <summary>FNV-1a, 32 bits, of the UTF-8 form.</summary>
    public static uint Hash(string text)
    {
        var hash = 2166136261u;
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            for (var i = 0; i < length; i++)
                hash = (hash ^ buffer[i]) * 16777619u;
        }

        return hash;
    }

    /// <summary>Full name of a node: its owner's name and its own suffix.</summary>
    public static string Name(WorkflowState state, Node node)
    {
        if (node.Owner < 0)
            return state.Name + node.Suffix;
        var suffixes = new Stack<string>();
        var current = node;
        while (current.Owner >= 0)
        {
            suffixes.Push(current.Suffix);
            current = state.Nodes[current.Owner];
        }

        var name = new StringBuilder(state.Name).Append(current.Suffix);
        foreach (var suffix in suffixes)
            name.Append(suffix);
        return name.ToString();
    }

    /// <summary>Argo's node id by the node's full name.</summary>
    public static string Id(string workflow, string nodeName) => nodeName == workflow ? workflow : string.Create(CultureInfo.InvariantCulture, $"{workflow}-{Hash(nodeName)}");

    /// <summary>Argo's node id; on a collision of hashes the later node's carries its ordinal.</summary>
    public static string Id(WorkflowState state, Node node)
    {
        if (node.Owner < 0 && node.Suffix.Length == 0)
            return state.Name;
        return node.Has(NodeFlags.SharesHash)
            ? string.Create(CultureInfo.InvariantCulture, $"{state.Name}-{node.Hash}-{node.Ordinal}")
            : string.Create(CultureInfo.InvariantCulture, $"{state.Name}-{node.Hash}");
    }

    /// <summary>Name of a node's pod (format v2).</summary>
    public static string PodName(string workflow, string nodeName, string templateName)
    {
        if (nodeName == workflow)
            return workflow;
        var prefix = templateName.Length == 0 ? workflow : $"{workflow}-{templateName}";
        if (prefix.Length > MaxPodPrefix)
            prefix = prefix[..MaxPodPrefix];
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Hash(nodeName)}");
    }

    /// <summary>What users see: the name without the boundary's, or the template's own display name.</summary>
    public static string DisplayName(WorkflowState state, Node node)
    {
        if (node is { DisplayName: { } own, Type: not NodeType.Skipped })
            return own;
        var name = Name(state, node);
        if (node.Boundary < 0)
            return name;
        if (node.Type == NodeType.StepGroup)
            return node.Suffix;
        var boundary = Name(state, state.Nodes[node.Boundary]);
        return name.StartsWith(boundary, StringComparison.Ordinal) ? GroupPrefix().Replace(name[boundary.Length..], "") : name;
    }

    [GeneratedRegex(@"^(\[\d+\])?\.")]
    private static partial Regex GroupPrefix();
}
