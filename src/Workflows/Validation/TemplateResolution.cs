using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Finds the template that a call means.</summary>
internal static class TemplateResolution
{
    /// <summary>Finds the template of a call and reports where there is none.</summary>
    /// <returns>The template with its place and frame; null: there is none, or only the run will know.</returns>
    public static (Template Template, TemplateFrame Frame, SpecPath Path)? Resolve(ValidationRun run, TemplateCall call, TemplateFrame frame, SpecPath path, string callName)
    {
        var here = frame.Call(path, callName);
        if (call.TemplateRef is { } reference)
            return Referenced(run, call, reference, frame, here, path, callName);
        if (call.Template is { } name)
        {
            if (frame.Manifest.Spec.FindTemplate(name) is { } template)
                return (template, here, frame.IsForeign ? path : run.PathOf(name));
            here.Error(path, $"template name '{name}' undefined");
            return null;
        }
        if (call.Inline is { } inline)
            return (inline, here, path["inline"]);
        here.Error(path, "one of template, templateRef and inline is required");
        return null;
    }

    private static (Template, TemplateFrame, SpecPath)? Referenced(
        ValidationRun run, TemplateCall call, TemplateRef reference, TemplateFrame frame, TemplateFrame here, SpecPath path, string callName)
    {
        if (call.Template is not null)
            here.Error(path, "template name cannot be specified with templateRef");
        else if (reference.Name.Length == 0)
            here.Error(path, "resource name is required");
        else if (reference.Template.Length == 0)
            here.Error(path, "template name is required");
        else if (IsDynamic(reference))
            return null;
        else if (run.Templates.Find(reference.Name, reference.ClusterScope) is { } manifest && manifest.Spec.FindTemplate(reference.Template) is { } template)
            return (template, frame.Call(path, callName, manifest, $"{reference.ClusterScope}/{reference.Name}"), path);
        else
            here.Error(path, $"template reference {reference.Name}.{reference.Template} not found");
        return null;
    }

    // Names with tags, or with what stands for a value that only the run will know.
    private static bool IsDynamic(TemplateRef reference) =>
        (reference.Name + reference.Template).Contains("{{", StringComparison.Ordinal)
        || reference.Template.Contains(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal);
}
