using System.Text;
using Fleet.Workflows.Expressions.Tags;

namespace Fleet.Workflows.Expressions;

/// <summary>
/// A text with tags: <c>{{name}}</c> is replaced by the value of a name, <c>{{=expression}}</c> by the result of an expression (texts as they are,
/// others as compact JSON). Parse once and keep it; rendering is one pass, and what a value brings in is not looked at again in that pass
/// (Argo docs, "Workflow Variables"). Nested <c>{{a.{{b}}}}</c> resolves its inner tag first and the outer one in a later pass.
/// </summary>
public sealed class TagTemplate
{
    // In a message.
    private const int MostOfATag = 200;

    private readonly TagSegment[] _segments;
    private readonly bool _json;
    private IReadOnlyList<string>? _references;

    private TagTemplate(string source, TagSegment[] segments, bool json)
    {
        Source = source;
        _segments = segments;
        _json = json;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Source { get; }

    /// <summary>
    /// Every name the tags refer to, each once: the trimmed text of simple tags, and the paths of expressions as in
    /// <see cref="Expression.References"/>. For validation, and to know which outputs are asked for. Expression tags that do not parse have none.
    /// </summary>
    public IReadOnlyList<string> References => _references ??= CollectReferences(simple: true, expressions: true);

    /// <summary>
    /// The name when the whole text is one simple tag (<c>{{steps.a.outputs.result}}</c>), else null. An argument that is nothing but an absent output
    /// leaves its place to the default of the input.
    /// </summary>
    public string? PureReference => _segments is [SimpleTag { InnerName: null } tag] ? tag.Name : null;

    /// <summary>The names of simple tags alone.</summary>
    public IReadOnlyList<string> SimpleReferences => CollectReferences(simple: true, expressions: false);

    /// <summary>Errors of expression tags that are no expressions, in the order of the tags.</summary>
    public IEnumerable<ExpressionException> SyntaxErrors =>
        _segments.OfType<ExpressionTag>().Select(tag => tag.SyntaxError).OfType<ExpressionException>();

    /// <summary>Whether a text can have tags at all: a cheap test before parsing.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when <c>{{</c> is in it.</returns>
    public static bool HasTags(ReadOnlySpan<char> text) => text.IndexOf("{{") >= 0;

    /// <summary>Parses a plain text: values are put in as they are.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The template.</returns>
    /// <exception cref="ExpressionException">A tag is not closed.</exception>
    public static TagTemplate Parse(string text) => Create(text, json: false);

    /// <summary>
    /// Parses JSON text whose strings contain tags (a whole template): the text of expression tags is unescaped, values are escaped, so that the
    /// result is JSON again.
    /// </summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The template.</returns>
    /// <exception cref="ExpressionException">A tag is not closed.</exception>
    public static TagTemplate ParseJson(string json) => Create(json, json: true);

    /// <summary>Parses and renders a plain text at once; one without tags is given back as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scope">The names.</param>
    /// <param name="options">What happens to unknown names.</param>
    /// <returns>The text with its tags replaced.</returns>
    /// <exception cref="ExpressionException">A tag is not closed, must be known and is not, or fails.</exception>
    public static string Render(string text, ITagScope scope, TagOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        return HasTags(text) ? Parse(text).Render(scope, options) : text;
    }

    /// <summary>Replaces the tags, one pass.</summary>
    /// <param name="scope">The names.</param>
    /// <param name="options">What happens to unknown names, clock and seed.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ExpressionException">A tag must be known and is not, has no value, or fails.</exception>
    public string Render(ITagScope scope, TagOptions options)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(options);
        if (_segments.Length == 0)
            return "";
        if (_segments is [LiteralSegment only])
            return only.Text;
        StringBuilder result = new(Source.Length + 64);
        TagRenderer renderer = new(scope, options, _json, result);
        foreach (TagSegment segment in _segments)
        {
            renderer.Write(segment);
            if (result.Length > EvaluationContext.MaxText)
                throw new ExpressionException(ExpressionErrorKind.Limit, $"text with tags grows beyond {EvaluationContext.MaxText} characters{At(segment)}");
        }

        return result.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => Source;

    private static TagTemplate Create(string text, bool json)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TagTemplate(text, [.. TagScanner.Scan(text, json)], json);
    }

    private static string At(TagSegment segment) => (segment switch { SimpleTag tag => tag.Text, ExpressionTag tag => tag.Text, _ => null }) switch
    {
        null => "",
        { Length: > MostOfATag } text => $", at {{{{{text[..MostOfATag]}...",
        var text => $", at {{{{{text}}}}}",
    };

    private List<string> CollectReferences(bool simple, bool expressions)
    {
        List<string> names = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (TagSegment segment in _segments)
        {
            IReadOnlyList<string> found = segment switch
            {
                SimpleTag tag when simple => [tag.InnerName ?? tag.Name],
                ExpressionTag { Expression: { } expression } when expressions => expression.References,
                _ => [],
            };
            names.AddRange(found.Where(seen.Add));
        }

        return names;
    }
}
