using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>What Argo's validator takes templates for, by their type.</summary>
internal static class TemplateKinds
{
    /// <summary>Argo's name of the type, as in its messages.</summary>
    public static string NameOf(Template template) => template.Type switch
    {
        TemplateType.Dag => "DAG",
        TemplateType.Http => "HTTP",
        TemplateType.None => "Unknown",
        _ => template.Type.ToString(),
    };

    /// <summary>A leaf in the validator's sense: everything that works by itself, suspend excepted.</summary>
    public static bool IsLeaf(Template template) => template.IsLeaf && template.Type is not (TemplateType.Suspend or TemplateType.None);

    /// <summary>It has <c>outputs.result</c> and <c>exitCode</c>.</summary>
    public static bool HasResult(Template template) =>
        template is { Container: not null } or { Script: not null } or { Data: not null } or { Http: not null } or { Plugin: not null }
        || (template.ContainerSet?.Containers.Any(c => c.Name == "main") ?? false);

    /// <summary>Number of type fields that are set.</summary>
    public static int CountTypes(Template t)
    {
        ReadOnlySpan<object?> types = [t.Container, t.ContainerSet, t.Steps, t.Script, t.Resource, t.Dag, t.Suspend, t.Data, t.Http, t.Plugin];
        var count = 0;
        foreach (var type in types)
            count += type is null ? 0 : 1;
        return count;
    }
}
