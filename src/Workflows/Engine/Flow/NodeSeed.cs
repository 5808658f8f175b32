using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Where a new node belongs.</summary>
internal readonly record struct NodeSeed
{
    /// <summary>See <see cref="Node.Owner"/>.</summary>
    public required int Owner { get; init; }

    /// <summary>See <see cref="Node.Boundary"/>.</summary>
    public required int Boundary { get; init; }

    /// <summary>See <see cref="Node.Role"/>.</summary>
    public required NodeRole Role { get; init; }

    /// <summary>See <see cref="Node.Suffix"/>.</summary>
    public required string Suffix { get; init; }

    /// <summary>See <see cref="Node.Site"/>.</summary>
    public int Site { get; init; } = -1;

    /// <summary>See <see cref="Node.Index"/>.</summary>
    public int Index { get; init; } = -1;

    /// <summary>See <see cref="Node.Depth"/>.</summary>
    public int Depth { get; init; }

    /// <summary>Flags besides those inherited from the owner.</summary>
    public NodeFlags Flags { get; init; }

    /// <summary>Its template; null: none, or not found.</summary>
    public TemplateHandle? Template { get; init; }

    /// <summary>Template name where <see cref="Template"/> does not tell.</summary>
    public string? TemplateName { get; init; }

    /// <summary>See <see cref="Node.DisplayName"/>.</summary>
    public string? DisplayName { get; init; }

    /// <summary>See <see cref="Node.Artifacts"/>.</summary>
    public string? Artifacts { get; init; }

    /// <summary>The node that was made before, and whose body begins; null: a new one.</summary>
    public Node? Waited { get; init; }

    /// <summary>The seed of a node whose body has not begun.</summary>
    public static NodeSeed Of(Node node) => new()
    {
        Owner = node.Owner,
        Boundary = node.Boundary,
        Role = node.Role,
        Suffix = node.Suffix,
        Site = node.Site,
        Index = node.Index,
        Depth = node.Depth,
        Flags = node.Flags,
        Template = node.Template,
        TemplateName = node.TemplateName,
        Artifacts = node.Artifacts,
        Waited = node,
    };

    public NodeSeed()
    {
    }
}
