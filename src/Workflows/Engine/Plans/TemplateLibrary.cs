using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>Finds the templates that calls name.</summary>
internal sealed class TemplateLibrary(Workflow workflow)
{
    private readonly TemplateDefaults _defaults = new(workflow);
    private readonly Dictionary<string, TemplateHandle> _local = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TemplateHandle> _inline = new(StringComparer.Ordinal);

    /// <summary>Finds the template of a call whose tags were replaced; null: there is none, and <paramref name="error"/> says so.</summary>
    public TemplateHandle? Find(string scope, string? name, TemplateRef? reference, string? inline, out string error)
    {
        error = "";
        if (inline is not null)
            return Inline(inline, scope);
        if (reference is not null)
        {
            error = $"template reference {reference.Name}.{reference.Template} cannot be resolved: this Fleet has no WorkflowTemplates yet";
            return null;
        }

        var handle = Named(name ?? "");
        if (handle is null)
            error = $"template {name} not found";
        return handle;
    }

    /// <summary>A template of the workflow by name.</summary>
    public TemplateHandle? Named(string name)
    {
        if (_local.TryGetValue(name, out var handle))
            return handle;
        if (workflow.Spec.FindTemplate(name) is not { } template)
            return null;
        return _local[name] = new TemplateHandle(_defaults.Apply(template), "", null);
    }

    /// <summary>An inline template by its JSON text.</summary>
    public TemplateHandle Inline(string json, string scope)
    {
        var key = scope + "\n" + json;
        if (!_inline.TryGetValue(key, out var handle))
            _inline[key] = handle = new TemplateHandle(_defaults.Apply(SpecReader.ReadTemplate(json)), scope, json);
        return handle;
    }
}
