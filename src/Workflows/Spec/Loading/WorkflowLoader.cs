using System.Text;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Reads manifests: YAML with one or more documents, or a JSON object. Every error of every document at once; after a syntax error only
/// that one of its document. The workflow templates among the documents are seen by the others.
/// </summary>
public static class WorkflowLoader
{
    /// <summary>Loads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="options">How; null: for submission.</param>
    /// <returns>Documents, errors and warnings; never an exception because of the text.</returns>
    public static LoadResult Load(string text, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LoadAll([text], options)[0];
    }

    /// <summary>Loads texts that belong together, e.g. the files of a folder: the workflow templates of each are seen by the documents of all, those of the same text first.</summary>
    /// <param name="texts">YAML or JSON.</param>
    /// <param name="options">How; null: for submission.</param>
    /// <returns>What each of them contains, in their order; never an exception because of a text.</returns>
    public static IReadOnlyList<LoadResult> LoadAll(IReadOnlyList<string> texts, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= LoadOptions.Submit;
        var all = texts.Select(text => Read(text).SelectMany(DocumentList.Expand).Select((part, index) => LoadedDocument.Create(part, index, options)).ToList()).ToList();
        var others = TemplateSource.Templates(all.SelectMany(documents => documents));
        return [.. all.Select(documents => Validate(documents, options, others))];
    }

    private static LoadResult Validate(List<LoadedDocument> documents, LoadOptions options, IReadOnlyDictionary<(string Name, bool Cluster), Workflow> others)
    {
        var templates = new TemplateSource(TemplateSource.Templates(documents), others, options.FindTemplate);
        foreach (var document in documents)
            document.Validate(options, templates);
        return new LoadResult
        {
            Documents = [.. documents.Where(d => d.Kind.Length > 0 || d.Findings.HasErrors).Select(d => d.ToDocument())],
            Errors = [.. documents.SelectMany(d => d.Findings.Errors())],
            Warnings = [.. documents.SelectMany(d => d.Findings.Warnings)],
        };
    }

    private static List<ReadPart> Read(string text)
    {
        // Half a surrogate pair cannot be stored as UTF-8; the replacement character can.
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') >= 0)
            text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        if (text.Length > TreeLimits.MaxText)
            return [new ReadPart(null, new SpecSyntaxException($"the text is longer than {TreeLimits.MaxText} characters", 1, 1), 1)];
        if (text.AsSpan().TrimStart().StartsWith("{") && Try(() => JsonTreeReader.Read(text), 1) is { Error: null } json)
            return [json];
        var pieces = YamlSplitter.Split(text);
        return pieces.Count == 0
            ? [new ReadPart(null, new SpecSyntaxException("there is no manifest in it", 1, 1), 1)]
            : [.. pieces.Select(piece => Try(() => YamlTreeReader.Read(piece), piece.FirstLine + 1))];
    }

    private static ReadPart Try(Func<SpecNode?> read, int line)
    {
        try
        {
            return new ReadPart(read(), null, line);
        }
        catch (SpecSyntaxException e)
        {
            return new ReadPart(null, e, line);
        }
    }
}
