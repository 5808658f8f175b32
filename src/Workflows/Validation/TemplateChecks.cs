using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The checks of one template, and of the calls that lead to it.</summary>
internal sealed class TemplateChecks
{
    // As deep as a run goes (the engine's limit, and Argo's): no run comes further, and no chain of calls exhausts the thread's stack.
    private const int DeepestCalls = 100;

    private const string Prefix = "templates.";

    private readonly ValidationRun _run;
    private readonly StepsChecks _steps;
    private readonly DagChecks _dags;
    private int _depth;

    public TemplateChecks(ValidationRun run)
    {
        _run = run;
        _steps = new StepsChecks(run, this);
        _dags = new DagChecks(run, this);
    }

    /// <summary>Checks a call: its template exists, gets what it needs, and is valid inside (looked at once).</summary>
    /// <param name="call">The call.</param>
    /// <param name="frame">From where.</param>
    /// <param name="path">Where the call stands.</param>
    /// <param name="callName">Argo's name of the call in messages; empty: the workflow itself calls.</param>
    /// <param name="arguments">What is given; null: anything.</param>
    /// <param name="values">What the inside is looked at with; null: any values, as where a template is called more than once.</param>
    /// <returns>The template; null: there is none, or only the run will know.</returns>
    public Template? Visit(TemplateCall call, TemplateFrame frame, SpecPath path, string callName, Arguments? arguments, Arguments? values = null)
    {
        if (TemplateResolution.Resolve(_run, call, frame, path, callName) is not var (template, inside, at))
            return null;
        var isInline = call.Inline is not null && call.Template is null && call.TemplateRef is null;
        // It has no name of its own: messages say where it is.
        if (isInline)
            template = template with { Name = $"{(callName.StartsWith(Prefix, StringComparison.Ordinal) ? callName[Prefix.Length..] : callName)}.inline" };
        if (!InputChecks.Supplied(template, arguments, inside, path))
            values = null;
        if (_depth >= DeepestCalls)
        {
            // Looked at by itself later; only what is written elsewhere is not.
            if (!_run.Visited.Contains($"{inside.Scope}/{template.Name}"))
                _run.Findings.Warn(path, $"calls are nested deeper than {DeepestCalls} levels here: a run that comes to it ends with \"Maximum recursion depth exceeded\"");
            return template;
        }

        if (isInline || _run.Visited.Add($"{inside.Scope}/{template.Name}"))
        {
            _depth++;
            Inside(template, inside, at, values);
            _depth--;
        }

        return template;
    }

    private static string? ClaimFault(Template template)
    {
        if (template.IsPod || !template.Json.Contains("\"resourceClaims\"", StringComparison.Ordinal) || JsonPart.Raw(template.Json, "resourceClaims") is null or "[]")
            return null;
        var why = template.Type is TemplateType.Http or TemplateType.Plugin ? "" : ", which do not create a pod";
        return $"templates.{template.Name}.resourceClaims is not supported for {TemplateKinds.NameOf(template)} templates{why}";
    }

    private static void LeafNames(Template template, VariableScope scope)
    {
        if (template.IsPod)
            scope.Add("pod.name");
        if (!TemplateKinds.IsLeaf(template))
            return;
        foreach (var artifact in template.Outputs.Artifacts.Where(a => a.Path is not null))
            scope.Add($"outputs.artifacts.{artifact.Name}.path");
        foreach (var parameter in template.Outputs.Parameters.Where(p => p.ValueFrom?.Path is not null))
            scope.Add($"outputs.parameters.{parameter.Name}.path");
    }

    private void Inside(Template template, TemplateFrame frame, SpecPath path, Arguments? values)
    {
        if (template.RetryStrategy?.RetryPolicy is not (null or "Always" or "OnError" or "OnFailure" or "OnTransientError"))
            frame.Error(path["retryStrategy"]["retryPolicy"], $"{template.RetryStrategy.RetryPolicy} is not a valid RetryPolicy");
        if (TypeFault(template) is { } type)
        {
            frame.Error(path, type);
            return;
        }
        var scope = new VariableScope(_run.Globals);
        InputChecks.Declared(template, frame, path, scope);
        LeafNames(template, scope);
        for (var i = 0; i < template.InitContainers.Count; i++)
        {
            if (template.InitContainers[i].Name.Length == 0)
                frame.Error(path["initContainers"][i], "initContainers must all have container name");
        }
        if (ClaimFault(template) is { } claims)
            frame.Error(path["resourceClaims"], claims);
        if (Substitute(template, values, frame, path) is { } substituted)
            Substituted(substituted, frame, path, scope);
    }

    private static string? TypeFault(Template template)
    {
        const string Choose = "choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref";
        return TemplateKinds.CountTypes(template) switch
        {
            0 => $"templates.{template.Name} template type unspecified. {Choose}",
            1 => null,
            _ => $"templates.{template.Name} multiple template types specified. {Choose}",
        };
    }

    private Template? Substitute(Template template, Arguments? values, TemplateFrame frame, SpecPath path)
    {
        var json = BrokenTags.Replace(
            template.Json,
            _run.NextPlaceholder,
            (tag, why) => frame.Error(frame.IsForeign ? path : _run.Findings.LocateText(path, tag), $"templates.{template.Name}{why}"));
        try
        {
            return TemplateValues.Substitute(_run, ReferenceEquals(json, template.Json) ? template : SpecReader.ReadTemplate(json), values) with { Name = template.Name };
        }
        catch (Exception e) when (e is ExpressionException or SpecFormatException)
        {
            frame.Error(path, $"templates.{template.Name} {e.Message}");
            // Where the values are at fault the rest can be checked without them.
            return values is null ? null : Substitute(template, null, frame, path);
        }
    }

    private void Substituted(Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        Timeout(template, frame, path);
        RunFaults(template, frame, path);
        switch (template.Type)
        {
            case TemplateType.Steps:
                NoDeadline(template, frame, path);
                _steps.Check(template, frame, path, scope);
                Resolve(template.Outputs, template, frame, path, scope);
                break;
            case TemplateType.Dag:
                NoDeadline(template, frame, path);
                _dags.Check(template, frame, path, scope);
                Resolve(template.Outputs, template, frame, path, scope);
                break;
            default:
                Tags(template.Json, $"templates.{template.Name}:", frame, path, scope);
                LeafChecks.Check(template, frame, path);
                break;
        }
        OutputChecks.Check(template, frame, path);
        if (template.ArchiveLocation is { } location && ArtifactLocations.Fault(location, $"templates.{template.Name}.archiveLocation") is { } fault)
            frame.Error(path["archiveLocation"], fault);
        MetricChecks.Check(template, frame, path);
    }

    // A template of another manifest gets the volumes of the workflow that calls it. Of a deadline that is none there is an error.
    private static void RunFaults(Template template, TemplateFrame frame, SpecPath path)
    {
        var volumes = frame is { IsForeign: false, Manifest: { Kind: "Workflow", Spec: var spec } } ? RunFaultWalk.VolumesOf(spec) : null;
        foreach (var fault in RunFaultWalk.Of(template with { ActiveDeadlineSeconds = null }, path, volumes, $"templates.{template.Name}: "))
            frame.Warn(fault.Mark, fault.Message);
    }

    private static void Timeout(Template template, TemplateFrame frame, SpecPath path)
    {
        if (template.Timeout is null)
            return;
        if (!TemplateKinds.IsLeaf(template))
            frame.Error(path["timeout"], $"{TemplateKinds.NameOf(template)} template doesn't support timeout field");
        else if (long.TryParse(template.Timeout, System.Globalization.CultureInfo.InvariantCulture, out _))
            frame.Error(path["timeout"], $"{template.Name} has invalid duration format in timeout");
    }

    private static void NoDeadline(Template template, TemplateFrame frame, SpecPath path)
    {
        if (template.ActiveDeadlineSeconds is not null)
            frame.Error(path["activeDeadlineSeconds"], $"templates.{template.Name}.activeDeadlineSeconds is only valid for leaf templates");
    }

    private void Resolve(Outputs outputs, Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        if ((outputs.Parameters.Count > 0 || outputs.Artifacts.Count > 0) && JsonPart.Raw(template.Json, "outputs") is { } json)
            Tags(json, $"templates.{template.Name}.outputs", frame, path["outputs"], scope);
    }

    /// <summary>Reports the tags of a text whose names are not known here.</summary>
    public void Tags(string json, string prefix, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        foreach (var tag in TagCheck.Unresolved(json, scope, _run.IsTemplate))
            frame.Error(frame.IsForeign ? path : _run.Findings.LocateText(path, $"{{{{{tag}}}}}"), $"{prefix} failed to resolve {Written(tag)}");
    }

    // A tag never has a quote of the JSON text in it, unless its end is missing.
    private static string Written(string tag)
    {
        var quote = tag.IndexOf('"', StringComparison.Ordinal);
        return quote > 0 && tag[quote - 1] != '\\' ? $"{{{{{tag[..quote]}: the tag is not closed" : $"{{{{{tag}}}}}";
    }
}
