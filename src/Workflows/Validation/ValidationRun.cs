using System.Globalization;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>What the checks of one manifest share: where findings go, which names are known everywhere, what was visited.</summary>
internal sealed class ValidationRun
{
    /// <summary>Stands for a value that is not known before the workflow runs. It is a valid name, so that names with tags can be checked.</summary>
    public const string PlaceholderPrefix = "fleet-placeholder-";

    private readonly Dictionary<string, int> _ownTemplates = new(StringComparer.Ordinal);
    private int _placeholders;

    public ValidationRun(Workflow manifest, Findings findings, TemplateSource templates, bool isTemplate)
    {
        Manifest = manifest;
        Findings = findings;
        Templates = templates;
        IsTemplate = isTemplate;
        for (var i = 0; i < manifest.Spec.Templates.Count; i++)
            _ownTemplates.TryAdd(manifest.Spec.Templates[i].Name, i);
    }

    public Workflow Manifest { get; }

    public Findings Findings { get; }

    public TemplateSource Templates { get; }

    /// <summary>A workflow template is validated: parameters of the workflow may come from whoever uses it.</summary>
    public bool IsTemplate { get; }

    /// <summary>Names known in every template, with their values. Grows while templates are visited, as in Argo: global outputs, failures.</summary>
    public TagScope Globals { get; } = new();

    /// <summary>Templates whose inside was looked at.</summary>
    public HashSet<string> Visited { get; } = new(StringComparer.Ordinal);

    public string NextPlaceholder() => PlaceholderPrefix + (++_placeholders).ToString(CultureInfo.InvariantCulture);

    public void AddGlobal(string name) => Globals[name] = NextPlaceholder();

    /// <summary>Where a template of the manifest itself stands.</summary>
    public SpecPath PathOf(string template) => SpecPath.Root["spec"]["templates"][_ownTemplates[template]];
}
