using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>A text with its tags parsed once, and what kinds of names they ask for.</summary>
internal sealed class TagText
{
    private readonly TagTemplate? _tags;
    private readonly bool _json;

    private TagText(string source, bool json)
    {
        Source = source;
        _json = json;
        if (!TagTemplate.HasTags(source))
            return;
        _tags = json ? TagTemplate.ParseJson(source) : TagTemplate.Parse(source);
        HasExpressions = source.Contains("{{=", StringComparison.Ordinal);
        foreach (var name in _tags.References)
        {
            if (IsUnder(name, "inputs"))
                AsksInputs = true;
            else if (IsSibling(name))
                AsksSiblings = true;
            else if (!IsUnder(name, "item"))
                AsksOthers = true;
        }
    }

    /// <summary>The text.</summary>
    public string Source { get; }

    /// <summary>There is something to replace.</summary>
    public bool HasTags => _tags is not null;

    /// <summary>Some tag is an expression: every pass may resolve it.</summary>
    public bool HasExpressions { get; }

    /// <summary>A tag asks for <c>inputs</c>.</summary>
    public bool AsksInputs { get; }

    /// <summary>A tag asks for outputs or facts of steps or tasks.</summary>
    public bool AsksSiblings { get; }

    /// <summary>A tag asks for something else than inputs, siblings and the loop item.</summary>
    public bool AsksOthers { get; }

    /// <summary>Names asked for.</summary>
    public IReadOnlyList<string> References => _tags?.References ?? [];

    /// <summary>JSON text whose strings have tags.</summary>
    public static TagText Json(string text) => new(text, json: true);

    /// <summary>Plain text with tags.</summary>
    public static TagText Plain(string text) => new(text, json: false);

    /// <summary>One pass.</summary>
    public string Render(ITagScope scope, TagOptions options) => _tags is null ? Source : _tags.Render(scope, options);

    /// <summary>What a pass made, parsed again when it still has tags.</summary>
    public TagText Next(string rendered) => ReferenceEquals(rendered, Source) || rendered == Source ? this : new TagText(rendered, _json);

    private static bool IsSibling(string name) =>
        (IsUnder(name, "steps") || IsUnder(name, "tasks")) && name is not ("steps.name" or "tasks.name");

    private static bool IsUnder(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] is '.' or '[');
}
