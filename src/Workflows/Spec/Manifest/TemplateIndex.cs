namespace Fleet.Workflows.Spec;

/// <summary>Finds templates by name; built at first use, so that a specification of 10 000 templates is not searched one by one.</summary>
internal sealed class TemplateIndex
{
    private Dictionary<string, Template>? _byName;
    private IReadOnlyList<Template>? _of;

    public Template? Find(IReadOnlyList<Template> templates, string name)
    {
        var index = _byName;
        if (index is null || !ReferenceEquals(_of, templates))
        {
            index = new Dictionary<string, Template>(templates.Count, StringComparer.Ordinal);
            foreach (var template in templates)
                index.TryAdd(template.Name, template);
            _of = templates;
            _byName = index;
        }
        return index.GetValueOrDefault(name);
    }
}
