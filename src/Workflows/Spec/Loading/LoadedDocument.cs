using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Spec;

/// <summary>A document on its way from tree to validated records.</summary>
internal sealed class LoadedDocument
{
    private readonly int _index;
    private readonly int _line;
    private readonly MapNode? _manifest;
    private readonly IReadOnlyList<SpecPath> _wrongTypes;

    private LoadedDocument(int index, int line, Findings findings, string kind, MapNode? manifest, IReadOnlyList<SpecPath> wrongTypes)
    {
        _index = index;
        _line = line;
        _manifest = manifest;
        _wrongTypes = wrongTypes;
        Findings = findings;
        Kind = kind;
        Json = manifest is null ? "" : CanonicalJson.Write(manifest);
        if (manifest is not null && kind is "Workflow" or "WorkflowTemplate" or "ClusterWorkflowTemplate")
            Workflow = ReadRecords();
    }

    public Findings Findings { get; }

    public string Kind { get; }

    public string Json { get; }

    public Workflow? Workflow { get; }

    public static LoadedDocument Create(ReadPart part, int index, LoadOptions options)
    {
        var findings = new Findings(index, part.Root);
        if (part.Error is { } error)
            findings.Error(SpecPath.Root, error.Message, error.Line, error.Column);
        if (part.Root is not MapNode root)
        {
            if (part.Root is not null and not ScalarNode { Kind: ScalarKind.Null })
                findings.Error(SpecPath.Root, $"a manifest is a map, this is {part.Root.Describe()}");
            return new LoadedDocument(index, part.Line, findings, "", null, []);
        }
        if (KindOf(root, findings, options) is not { } kind)
            return new LoadedDocument(index, part.Line, findings, (root.Find("kind") as ScalarNode)?.Text ?? "", null, []);
        if (options.Changes is { } changes && kind == "Workflow")
            root = Submission.Apply(root, changes);
        var check = new FieldCheck(findings, options.IgnoreUnknownFields, options.AcceptNotBuiltYet, hideValues: kind == "Secret");
        var manifest = check.Check(root, FieldTable.Find(kind)!).Without("status").With("apiVersion", ApiVersion(kind));
        return new LoadedDocument(index, part.Line, findings, kind, manifest, check.WrongTypes);
    }

    public void Validate(LoadOptions options, TemplateSource templates)
    {
        if (_manifest is null)
            return;
        var run = new Findings(_index, _manifest);
        ManifestValidator.Validate(Kind, Json, Workflow, run, options, templates.In(Workflow?.Metadata.Namespace ?? ""));
        // What was left out because its type is wrong may be missed afterwards; that is one error, not two.
        foreach (var error in run.Errors().Where(e => !_wrongTypes.Any(w => IsAbout(e.Path, w.ToString()))))
            Findings.Add(error);
        foreach (var warning in run.Warnings)
            Findings.AddWarning(warning);
    }

    public SpecDocument ToDocument()
    {
        var metadata = _manifest?.Find("metadata") as MapNode;
        var name = (metadata?.Find("name") ?? metadata?.Find("generateName")) as ScalarNode;
        return new SpecDocument
        {
            Index = _index,
            Line = _line,
            Kind = Kind,
            Name = name?.Text ?? "",
            Json = Json,
            Workflow = Workflow,
            IsValid = !Findings.HasErrors,
        };
    }

    private static bool IsAbout(string path, string wrong) =>
        path.StartsWith(wrong, StringComparison.Ordinal) || path == wrong[..Math.Max(0, wrong.LastIndexOfAny(['.', '[']))];

    private Workflow? ReadRecords()
    {
        try
        {
            return SpecReader.ReadWorkflow(Json);
        }
        catch (SpecFormatException e)
        {
            Findings.Error(SpecPath.Root, e.Message);
            return null;
        }
    }

    private static string? KindOf(MapNode root, Findings findings, LoadOptions options)
    {
        if (root.Find("kind") is not ScalarNode { Kind: ScalarKind.Text } kind)
        {
            findings.Error(SpecPath.Root, "kind is required, for example \"kind: Workflow\"");
            return null;
        }
        if (!FieldTable.Kinds.Contains(kind.Text))
        {
            if (FieldTable.Kinds.FirstOrDefault(known => known.Equals(kind.Text, StringComparison.OrdinalIgnoreCase)) is { } meant)
            {
                findings.Error(SpecPath.Root["kind"], $"kind {kind.Text} is none: write {meant}");
                return null;
            }

            findings.Warn(SpecPath.Root["kind"], $"a document of kind {kind.Text} means nothing here and was left out");
            return null;
        }
        if (root.Find("apiVersion") is { } version && (version as ScalarNode)?.Text != ApiVersion(kind.Text))
            findings.Error(SpecPath.Root["apiVersion"], $"apiVersion must be {ApiVersion(kind.Text)}");
        if (kind.Text is "CronWorkflow" or "WorkflowEventBinding" && !options.AcceptNotBuiltYet)
        {
            findings.Error(SpecPath.Root["kind"], $"documents of kind {kind.Text} are not built yet in this version of Fleet");
            return null;
        }
        return kind.Text;
    }

    private static string ApiVersion(string kind) => kind is "ConfigMap" or "Secret" ? "v1" : "argoproj.io/v1alpha1";
}
