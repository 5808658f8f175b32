using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Cli.Commands;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Linting;

/// <summary>Validates files that belong together: the templates of each are seen by all, as they will be once all are applied.</summary>
internal sealed partial class Linter
{
    private readonly IReadOnlyList<ManifestText> _texts;
    private readonly LoadOptions _options;
    private readonly IReadOnlySet<string>? _kinds;
    private readonly bool _offline;

    /// <param name="texts">The files.</param>
    /// <param name="options">How they are loaded.</param>
    /// <param name="kinds">Documents of these kinds are looked at; null: of all.</param>
    /// <param name="offline">The files are all there is: two templates of one name are an error, as in Argo.</param>
    public Linter(IReadOnlyList<ManifestText> texts, LoadOptions options, IReadOnlySet<string>? kinds, bool offline)
    {
        (_texts, _options, _kinds, _offline) = (texts, options, kinds, offline);
    }

    /// <summary>Validates.</summary>
    /// <param name="find">Finds templates that are not in the files.</param>
    /// <returns>A result for each file, in order.</returns>
    public IReadOnlyList<LintFile> Run(Func<string, string, bool, Workflow?> find)
    {
        var loaded = WorkflowLoader.LoadAll([.. _texts.Select(text => text.Text)], _options with { FindTemplate = find });
        var first = new Dictionary<(string Kind, string Name), string>();
        return [.. _texts.Zip(loaded).Select(file => Look(file.First, file.Second, first))];
    }

    private static LintFinding Finding(SpecError error, SpecDocument? document) => new(
        error.Message,
        error.Path.Length > 0 ? error.Path : null,
        error.Line > 0 ? error.Line : null,
        document is { Kind.Length: > 0 } ? NameOf(document) : null);

    private static string NameOf(SpecDocument document) =>
        $"\"{(document.Name.Length > 0 ? document.Name : string.Create(CultureInfo.InvariantCulture, $"object #{document.Index + 1}"))}\" ({document.Kind})";

    private LintFile Look(ManifestText text, LoadResult loaded, Dictionary<(string Kind, string Name), string> first)
    {
        if (text.IsFound && IsNoManifest(text, loaded))
            return new LintFile(text.Source, [], [Finding(loaded.Errors[0], null) with { Message = $"this is no manifest and was left out: {loaded.Errors[0].Message}" }], Linted: 0);
        var documents = loaded.Documents.ToDictionary(document => document.Index);
        var errors = Findings(loaded.Errors);
        var warnings = Findings(loaded.Warnings);
        foreach (var document in loaded.Documents.Where(document => document.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate" && document.Name.Length > 0 && IsAsked(document)))
        {
            if (first.TryAdd((document.Kind, document.Name), text.Source))
                continue;
            var twice = new LintFinding($"duplicate {document.Kind} found: \"{document.Name}\" (the first is in {first[(document.Kind, document.Name)]})", "metadata.name", document.Line, NameOf(document));
            (_offline ? errors : warnings).Add(twice);
        }

        return new LintFile(text.Source, errors, warnings, loaded.Documents.Count(document => IsAsked(document) && !IsLeftOut(document)));

        List<LintFinding> Findings(IEnumerable<SpecError> found) => [.. found
            .Select(error => (Error: error, Document: documents.GetValueOrDefault(error.Document)))
            .Where(pair => pair.Document is null || IsAsked(pair.Document))
            .Select(pair => Finding(pair.Error, pair.Document))];
    }

    // Folders hold other files, too, which argo lint passes over (its source workflow/common/parse.go).
    private static bool IsNoManifest(ManifestText text, LoadResult loaded) =>
        loaded.Errors.Count > 0 && loaded.Documents.All(document => document.Kind.Length == 0) && !text.Text.Contains("argoproj.io", StringComparison.Ordinal) && !KindLine().IsMatch(text.Text);

    [GeneratedRegex("""(^|[{,]\s*)"?kind"?\s*:\s*["']?(Cluster|Cron)?Workflow(Template|EventBinding)?["']?\s*($|[,#}])""", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex KindLine();

    // A kind that means nothing here: a warning says so.
    private static bool IsLeftOut(SpecDocument document) => document is { Json.Length: 0, IsValid: true };

    // What could not be read may be of any kind.
    private bool IsAsked(SpecDocument document) => _kinds is null || document.Kind.Length == 0 || _kinds.Contains(document.Kind);
}
