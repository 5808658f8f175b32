using Fleet.Workflows.Kubernetes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The checks of a whole specification, in the order of Argo's validator: what is visited first decides which names are known next.</summary>
internal sealed class WorkflowChecks(ValidationRun run, bool allowEmptyArguments, WorkflowMetadata? defaults = null)
{
    private static readonly SpecPath SpecRoot = SpecPath.Root["spec"];

    private readonly WorkflowSpec _spec = run.Manifest.Spec;
    private readonly TemplateChecks _templates = new(run);

    public void Check()
    {
        var source = Source();
        NameRules.Check(_spec.Templates.Select(t => t.Name), NameRules.FieldName, (i, why) => Error(SpecRoot["templates"][i], $"spec.templates{why}"));
        var arguments = source is null ? _spec.Arguments : Merge(_spec.Arguments, source.Spec.Arguments);
        ArgumentChecks.Check(arguments, "spec.arguments.", SpecRoot["arguments"], allowEmptyArguments, Error);
        GlobalNames.Add(run, arguments, source, defaults);
        Entrypoint(source, arguments);
        OnExit(source);
        Hooks(source);
        Clearing();
        if (_spec.PodSpecPatch is { } patch)
            PodPatchChecks.Check(patch, "", SpecRoot, run.Findings.Warn);
        if (_spec.TemplateDefaults is { } ofAll)
            DefaultsChecks.Check(ofAll, SpecRoot["templateDefaults"], run.Findings.Warn);
        foreach (var fault in RunFaultWalk.Of(_spec, SpecRoot))
            run.Findings.Warn(fault.Mark, fault.Message);
        ContainerChecks.Resources(_spec.PodResources, "podResources: resource", "", SpecRoot["podResources"], run.Findings.Warn);
        ExecutorPluginChecks.Check(run.Manifest, Error);
        if (_spec.WorkflowTemplateRef is null)
            EveryTemplate();
        else if (source is not null)
            EveryTemplate(source);
    }

    private static Arguments Merge(Arguments own, Arguments below) => new()
    {
        Parameters = [.. own.Parameters, .. below.Parameters.Where(p => own.FindParameter(p.Name) is null)],
        Artifacts = [.. own.Artifacts, .. below.Artifacts.Where(a => own.FindArtifact(a.Name) is null)],
    };

    private void Error(SpecPath path, string message) => run.Findings.Error(path, message);

    private Workflow? Source()
    {
        if (_spec.WorkflowTemplateRef is not { } reference)
            return null;
        if (_spec.Templates.Count > 0)
            Error(SpecRoot["templates"], "Templates is invalid field in spec if workflow referred WorkflowTemplate reference");
        var source = run.Templates.Find(reference.Name, reference.ClusterScope);
        if (source is null)
            Error(SpecRoot["workflowTemplateRef"], $"{(reference.ClusterScope ? "clusterworkflowtemplates" : "workflowtemplates")}.argoproj.io \"{reference.Name}\" not found");
        return source;
    }

    private void Entrypoint(Workflow? source, Arguments arguments)
    {
        var entrypoint = _spec.Entrypoint.Length > 0 ? _spec.Entrypoint : source?.Spec.Entrypoint ?? "";
        if (_spec.WorkflowTemplateRef is not null && source is null)
            return;
        if (entrypoint.Length == 0)
        {
            if (!run.IsTemplate)
                Error(SpecRoot, "spec.entrypoint is required");
            return;
        }
        Visit(entrypoint, SpecRoot["entrypoint"], source, run.IsTemplate ? null : arguments);
    }

    private void OnExit(Workflow? source)
    {
        var name = _spec.OnExit ?? source?.Spec.OnExit;
        if (name is null || (_spec.WorkflowTemplateRef is not null && source is null))
            return;
        run.AddGlobal("workflow.failures");
        if (_spec.Templates.Concat(source?.Spec.Templates ?? []).SelectMany(t => t.Outputs.Artifacts).Any(a => a.GlobalName is { } g && NameRules.HasTag(g)))
            run.AddGlobal(VariableScope.AnyWorkflowArtifact);
        Visit(name, SpecRoot["onExit"], source, _spec.Arguments);
    }

    private void Visit(string name, SpecPath path, Workflow? source, Arguments? arguments)
    {
        var frame = TemplateFrame.Own(run, "");
        var call = source is null
            ? new WorkflowStep { Template = name }
            : new WorkflowStep { TemplateRef = new TemplateRef { Name = source.Metadata.Name, Template = name, ClusterScope = source.Kind == "ClusterWorkflowTemplate" } };
        _templates.Visit(call, frame, path, "", arguments, arguments);
    }

    private void Hooks(Workflow? source)
    {
        foreach (var (name, hook) in _spec.Hooks)
        {
            var path = SpecRoot["hooks"][name];
            if (name != LifecycleHook.Exit && hook.Expression is null)
                Error(path, $"hooks.{name} Expression required");
            else if (name == LifecycleHook.Exit && (_spec.OnExit ?? source?.Spec.OnExit) is not null)
                run.Findings.Warn(path, HookChecks.Hidden);
            else if (hook.Template is { } template && _spec.WorkflowTemplateRef is null && _spec.FindTemplate(template) is null && !NameRules.HasTag(template))
                run.Findings.Warn(path, $"hooks.{name} template name '{template}' undefined");
        }
    }

    private void Clearing()
    {
        if (ArtifactGarbagePolicy.Problem(_spec.ArtifactGc) is { } problem)
            Error(SpecRoot["artifactGC"]["strategy"], problem);
        if (_spec.PodGc?.Strategy is not (null or "OnPodCompletion" or "OnPodSuccess" or "OnWorkflowCompletion" or "OnWorkflowSuccess"))
            Error(SpecRoot["podGC"]["strategy"], $"podGC.strategy unknown strategy '{_spec.PodGc.Strategy}'");
        if (_spec.PodGc?.LabelSelector is { } selector && LabelSelectors.Fault(selector) is { } why)
            Error(SpecRoot["podGC"]["labelSelector"], $"podGC.labelSelector invalid: {why}");
    }

    private void EveryTemplate()
    {
        foreach (var template in _spec.Templates.Where(t => t.Name.Length > 0))
        {
            var call = new WorkflowStep { Template = template.Name };
            _templates.Visit(call, TemplateFrame.Own(run, ""), run.PathOf(template.Name), $"templates.{template.Name}", null);
        }
    }

    private void EveryTemplate(Workflow source)
    {
        foreach (var template in source.Spec.Templates)
            Visit(template.Name, SpecRoot["workflowTemplateRef"], source, null);
    }
}
