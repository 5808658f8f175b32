using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Spec;

/// <summary>Reads files of values beside manifests, YAML or JSON, within the same limits.</summary>
public static class GivenValues
{
    /// <summary>Reads a mapping of names to values.</summary>
    /// <param name="text">The text; an empty one has none. Of several documents the first counts.</param>
    /// <returns>The values in the order of the text, and what is wrong with it; null: nothing.</returns>
    public static (IReadOnlyList<GivenValue> Values, SpecError? Error) Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Tree(text, YamlSplitter.Split(Limited(text))) switch
            {
                null or ScalarNode { Kind: ScalarKind.Null } => ([], null),
                MapNode map => (GivenValue.Of(map), null),
                var other => ([], new SpecError("expected a mapping of names to values", "", other.Line, other.Column, 0)),
            };
        }
        catch (SpecSyntaxException e)
        {
            return ([], new SpecError(e.Message, "", e.Line, e.Column, 0));
        }
    }

    /// <summary>The text, if it is not too long.</summary>
    /// <exception cref="SpecSyntaxException">It is.</exception>
    internal static string Limited(string text) =>
        text.Length > TreeLimits.MaxText ? throw new SpecSyntaxException($"the text is longer than {TreeLimits.MaxText} characters", 1, 1) : text;

    /// <summary>The first document of a text; null: there is none.</summary>
    /// <exception cref="SpecSyntaxException">It is no YAML.</exception>
    internal static SpecNode? Tree(string text, List<YamlPiece> pieces) =>
        pieces.Count == 0 ? null : text.AsSpan().TrimStart().StartsWith("{") && Json(text) is { } json ? json : YamlTreeReader.Read(pieces[0]);

    private static SpecNode? Json(string text)
    {
        try
        {
            return JsonTreeReader.Read(text);
        }
        catch (SpecSyntaxException)
        {
            return null; // a flow map of YAML begins the same
        }
    }
}
