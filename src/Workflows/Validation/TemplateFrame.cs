using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>
/// From where a template is looked at: the manifest it is in, and the call that led to it. Errors inside a template of another manifest
/// are reported at the call, with the chain of calls before them, as Argo words it.
/// </summary>
internal sealed class TemplateFrame
{
    private readonly ValidationRun _run;
    private readonly SpecPath? _foreignSite;
    private readonly string _prefix;

    private TemplateFrame(ValidationRun run, Workflow manifest, string scope, SpecPath? foreignSite, string prefix)
    {
        _run = run;
        Manifest = manifest;
        Scope = scope;
        _foreignSite = foreignSite;
        _prefix = prefix;
    }

    /// <summary>The manifest in which names of templates are looked up.</summary>
    public Workflow Manifest { get; }

    /// <summary>Identity of that manifest.</summary>
    public string Scope { get; }

    /// <summary>It is not the manifest that is validated.</summary>
    public bool IsForeign => _foreignSite is not null;

    public static TemplateFrame Own(ValidationRun run, string prefix) => new(run, run.Manifest, "", null, prefix);

    /// <summary>The frame of what is called: in the same manifest, or in another one.</summary>
    /// <param name="path">Where the call stands.</param>
    /// <param name="call">The call as Argo names it, such as <c>templates.main.steps[0].build</c>.</param>
    /// <param name="manifest">The manifest of a templateRef; null: the same.</param>
    /// <param name="scope">Identity of that manifest.</param>
    public TemplateFrame Call(SpecPath path, string call, Workflow? manifest = null, string? scope = null)
    {
        var chain = IsForeign ? Join(_prefix, call) : call;
        return new TemplateFrame(_run, manifest ?? Manifest, scope ?? Scope, _foreignSite ?? (manifest is null ? null : path), chain);
    }

    public void Error(SpecPath path, string message)
    {
        // A message that names its template stands alone; within the same manifest its place says the rest.
        var alone = !IsForeign && (_prefix.Length == 0 || message.StartsWith("templates.", StringComparison.Ordinal));
        _run.Findings.Error(_foreignSite ?? path, alone ? message : Join(_prefix, message));
    }

    /// <summary>An error of the call itself, about the template it calls: the call is always named.</summary>
    public void ErrorAtCall(SpecPath path, string message) => _run.Findings.Error(_foreignSite ?? path, Join(_prefix, message));

    public void Warn(SpecPath path, string message)
    {
        if (!IsForeign)
            _run.Findings.Warn(path, message);
    }

    private static string Join(string prefix, string message) => prefix.Length == 0 ? message : $"{prefix} {message}";
}
