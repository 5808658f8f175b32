using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Outputs of a template.</summary>
internal static class OutputChecks
{
    public static void Check(Template template, TemplateFrame frame, SpecPath path)
    {
        var (parameters, artifacts) = (path["outputs"]["parameters"], path["outputs"]["artifacts"]);
        var name = $"templates.{template.Name}";
        NameRules.Check(template.Outputs.Parameters.Select(p => p.Name), NameRules.ValueName, (i, why) => frame.Error(parameters[i], $"{name}.outputs.parameters {why}"));
        NameRules.Check(template.Outputs.Artifacts.Select(a => a.Name), NameRules.ValueName, (i, why) => frame.Error(artifacts[i], $"{name}.outputs.artifacts {why}"));
        for (var i = 0; i < template.Outputs.Artifacts.Count; i++)
            Artifact(template, template.Outputs.Artifacts[i], frame, artifacts[i]);
        for (var i = 0; i < template.Outputs.Parameters.Count; i++)
            Parameter(template, template.Outputs.Parameters[i], frame, parameters[i]);
    }

    private static void Artifact(Template template, Artifact artifact, TemplateFrame frame, SpecPath path)
    {
        var name = $"templates.{template.Name}.outputs.artifacts.{artifact.Name}";
        if (TemplateKinds.IsLeaf(template))
        {
            if (ArtifactGarbagePolicy.Problem(artifact.ArtifactGc) is { } problem)
                frame.Error(path["artifactGC"]["strategy"], problem);
            if (ArtifactLocations.PathFault(artifact) is { } why)
                frame.Error(path, $"error in {name}: {why}");
        }
        else if (artifact.Path is not null)
        {
            frame.Error(path["path"], $"{name}.path only valid in container/script templates");
        }
        GlobalName(artifact.GlobalName, name, frame, path);
    }

    private static void Parameter(Template template, Parameter parameter, TemplateFrame frame, SpecPath path)
    {
        var name = $"templates.{template.Name}.outputs.parameters.{parameter.Name}";
        if (SourceFault(parameter, name) is { } fault)
            frame.Error(path, fault);
        else if (parameter.ValueFrom is { } from && TypeFault(template, from, name) is { } why)
            frame.Error(path, why);
        GlobalName(parameter.GlobalName, name, frame, path);
    }

    private static void GlobalName(string? globalName, string name, TemplateFrame frame, SpecPath path)
    {
        if (globalName is not null && !NameRules.HasTag(globalName) && NameRules.ValueName(globalName) is { } why)
            frame.Error(path["globalName"], $"{name}.globalName: {why}");
    }

    private static string? SourceFault(Parameter parameter, string name)
    {
        if (parameter is { ValueFrom: not null, Value: not null })
            return $"{name} has both valueFrom and value specified, choose one";
        if (parameter.Value is not null)
            return null;
        if (parameter.ValueFrom is not { } from)
            return $"{name} does not have valueFrom or value specified";
        ReadOnlySpan<string?> sources = [from.Path, from.JqFilter, from.JsonPath, from.Parameter, from.Expression, from.Supplied ? "supplied" : null];
        var count = 0;
        foreach (var source in sources)
            count += source is null ? 0 : 1;
        return count switch
        {
            0 => "valueFrom type unspecified. choose one of: path, jqFilter, jsonPath, parameter, raw, expression",
            1 => null,
            _ => "multiple valueFrom types specified. choose one of: path, jqFilter, jsonPath, parameter, raw",
        };
    }

    private static string? TypeFault(Template template, ValueFrom from, string name) => template.Type switch
    {
        TemplateType.Container or TemplateType.ContainerSet or TemplateType.Script when from.Path is null =>
            $"{name}.path must be specified for {TemplateKinds.NameOf(template)} templates",
        TemplateType.Resource when from is { JqFilter: null, JsonPath: null } =>
            $"{name} .jqFilter or jsonPath must be specified for {TemplateKinds.NameOf(template)} templates",
        TemplateType.Dag or TemplateType.Steps when from is { Parameter: null, Expression: null } =>
            $"{name}.parameter or expression must be specified for {TemplateKinds.NameOf(template)} templates",
        _ => null,
    };
}
