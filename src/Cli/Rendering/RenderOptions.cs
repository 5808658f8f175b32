namespace Fleet.Cli.Rendering;

/// <summary>How things are shown.</summary>
/// <param name="Utf8">Draw with UTF-8 signs; else ASCII.</param>
/// <param name="Format">Columns: <c>short</c>, <c>wide</c> or "".</param>
/// <param name="Now">Ages count from here.</param>
internal sealed record RenderOptions(bool Utf8, string Format, DateTimeOffset Now)
{
    /// <summary>Which nodes are shown; null: all.</summary>
    public Func<NodeView, bool>? Shows { get; init; }
}
