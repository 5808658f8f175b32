using System.Text.RegularExpressions;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>A template of a workflow with what is computed once: parsed tags, call sites, the graph. Shared by all nodes that run it.</summary>
internal sealed partial class TemplateHandle
{
    /// <summary>Annotation that names a node for users.</summary>
    public const string DisplayNameAnnotation = "workflows.argoproj.io/display-name";

    private readonly Lazy<TagText> _text;
    private readonly Lazy<CallSite[][]> _groups;
    private readonly Lazy<DagPlan?> _dag;
    private readonly Lazy<Dictionary<string, CallSite>> _byName;
    private readonly Lazy<TagText?> _retry;
    private readonly Lazy<TagText> _outputs;
    private readonly Lazy<TagText?> _synchronization;
    private readonly Lazy<TagText?> _memoize;
    private readonly Lazy<HashSet<string>> _results;
    private readonly Lazy<bool> _havePathsTags;

    public TemplateHandle(Template template, string scope, string? inline)
    {
        Template = template;
        Scope = scope;
        Inline = inline;
        _text = new Lazy<TagText>(() => TagText.Json(template.Json));
        _groups = new Lazy<CallSite[][]>(MakeGroups);
        _dag = new Lazy<DagPlan?>(() => template.Dag is { } dag ? new DagPlan(dag, _groups!.Value[0]) : null);
        _byName = new Lazy<Dictionary<string, CallSite>>(IndexByName);
        _retry = new Lazy<TagText?>(() => template.RetryStrategy is null ? null : TemplateFields.Text(template.Json, "retryStrategy"));
        _outputs = new Lazy<TagText>(() => TemplateFields.Text(template.Json, "outputs") ?? TagText.Json("{}"));
        _synchronization = new Lazy<TagText?>(() => template.Synchronization is { } locks ? TagText.Json(locks.Json) : null);
        _memoize = new Lazy<TagText?>(() => template.Memoize is null ? null : TemplateFields.Text(template.Json, "memoize"));
        _results = new Lazy<HashSet<string>>(() => ResultReferences.Find(template.Json));
        _havePathsTags = new Lazy<bool>(() => Paths(template).Any(path => TagTemplate.HasTags(path)));
        DisplayName = template.Annotations.TryGetValue(DisplayNameAnnotation, out var display) && display.Length > 0 ? TagText.Plain(display) : null;
    }

    /// <summary>The template as written (defaults merged).</summary>
    public Template Template { get; }

    /// <summary>Where its own template names are looked up: empty for the workflow, else <c>namespaced/NAME</c> or <c>cluster/NAME</c>.</summary>
    public string Scope { get; }

    /// <summary>Name of the workflow template that <see cref="Scope"/> is; empty: the workflow.</summary>
    public string ScopeName => Scope[(Scope.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>JSON text of an inline template; null: it has a name in its scope.</summary>
    public string? Inline { get; }

    /// <summary>What users see instead of the node's name, with tags; null: the name.</summary>
    public TagText? DisplayName { get; }

    /// <summary>Its JSON text with tags.</summary>
    public TagText Text => _text.Value;

    /// <summary>Steps: the groups. DAG: one group with the tasks. Leafs: none.</summary>
    public CallSite[][] Groups => _groups.Value;

    /// <summary>The graph of a DAG whose <c>depends</c>, <c>dependencies</c> and <c>target</c> have no tags.</summary>
    public DagPlan? Dag => _dag.Value;

    /// <summary>Its retry strategy with tags; null: none.</summary>
    public TagText? Retry => _retry.Value;

    /// <summary>Its locks with tags; null: none.</summary>
    public TagText? Synchronization => _synchronization.Value;

    /// <summary>Its <c>memoize</c> with tags; null: none.</summary>
    public TagText? Memoize => _memoize.Value;

    /// <summary>Its <c>outputs</c> with tags.</summary>
    public TagText Outputs => _outputs.Value;

    /// <summary>Whether a path of an artifact or output file, which texts may name, has tags itself.</summary>
    public bool HavePathsTags => _havePathsTags.Value;

    /// <summary>Finds a step or task by name.</summary>
    public CallSite? FindSite(string name) => _byName.Value.GetValueOrDefault(name);

    /// <summary>Whether its text refers to <c>outputs.result</c> of a step or task, so that standard output is to be captured.</summary>
    public bool AsksResultOf(string site) => _results.Value.Contains(site);

    private static IEnumerable<string?> Paths(Template template) =>
        template.Inputs.Artifacts.Concat(template.Outputs.Artifacts).Select(artifact => artifact.Path).Concat(template.Outputs.Parameters.Select(output => output.ValueFrom?.Path));

    private CallSite[][] MakeGroups()
    {
        if (Template.Steps is { } steps)
            return [.. steps.Select((group, g) => group.Select((step, i) => new CallSite(step, g, i)).ToArray())];
        return Template.Dag is { } dag ? [[.. dag.Tasks.Select((task, i) => new CallSite(task, 0, i))]] : [];
    }

    private Dictionary<string, CallSite> IndexByName()
    {
        var result = new Dictionary<string, CallSite>(StringComparer.Ordinal);
        foreach (var group in Groups)
        {
            foreach (var site in group)
                result.TryAdd(site.Call.Name, site);
        }

        return result;
    }

    /// <summary>Finds the steps and tasks whose result a text asks for, in tags and in expressions.</summary>
    private static partial class ResultReferences
    {
        public static HashSet<string> Find(string json)
        {
            var result = new HashSet<string>(StringComparer.Ordinal);
            if (!json.Contains("result", StringComparison.Ordinal))
                return result;
            foreach (Match match in Reference().Matches(json))
                result.Add(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
            return result;
        }

        [GeneratedRegex("""(?:steps|tasks)(?:\.([A-Za-z0-9_-]+)|\[\s*(?:'|\\?"|\\u0027)([A-Za-z0-9_-]+)(?:'|\\?"|\\u0027)\s*\])\??(?:\.outputs|\[\s*(?:'|\\?")outputs(?:'|\\?")\s*\])\??(?:\.result|\[\s*(?:'|\\?")result)""")]
        private static partial Regex Reference();
    }
}
