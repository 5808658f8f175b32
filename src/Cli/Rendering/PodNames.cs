using System.Globalization;
using System.Text;

namespace Fleet.Cli.Rendering;

/// <summary>Pod names in Argo's v2 format: workflow, template and the hash that is in the node's id.</summary>
internal static class PodNames
{
    /// <summary>The pod name of a node.</summary>
    public static string Of(string workflow, NodeView node)
    {
        if (node.Name == workflow)
            return workflow;
        // Inline templates have no name.
        var prefix = TemplateOf(node) is { Length: > 0 } template ? $"{workflow}-{template}" : workflow;
        if (prefix.Length > 242)
            prefix = prefix[..242];
        return prefix + "-" + Hash(node.Name).ToString(CultureInfo.InvariantCulture);
    }

    private static string TemplateOf(NodeView node) => node.TemplateName.Length > 0 ? node.TemplateName : node.Json.Member("templateRef", "template")?.ToString() ?? "";

    // FNV-1a, 32 bits, of the node's name in UTF-8.
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 16777619u;
        return hash;
    }
}
