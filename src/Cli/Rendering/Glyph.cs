using Spectre.Console;

namespace Fleet.Cli.Rendering;

/// <summary>Signs and colours of phases, as users of Argo know them.</summary>
internal readonly record struct Glyph(string Utf8, string Ascii, Color Colour)
{
    /// <summary>The sign of a node.</summary>
    public static Glyph Of(NodeView node) => node is { Type: "Suspend", Phase: "Running" } ? new("ǁ", "||", Color.Cyan1) : OfPhase(node.Phase);

    /// <summary>The sign of a phase.</summary>
    public static Glyph OfPhase(string phase) => phase switch
    {
        "Pending" or "" => new("◷", "o", Color.Yellow),
        "Running" => new("●", "*", Color.Cyan1),
        "Succeeded" => new("✔", "v", Color.Green),
        "Skipped" or "Omitted" => new("○", "-", Color.Default),
        "Failed" => new("✖", "X", Color.Red),
        "Error" => new("⚠", "!", Color.Red),
        _ => new("?", "?", Color.Default),
    };
}
