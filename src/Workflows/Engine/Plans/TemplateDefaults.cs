using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>
/// Puts <c>spec.templateDefaults</c> and <c>spec.retryStrategy</c> under a template (Argo docs, "Template Defaults"): objects are merged, lists that
/// have a merge key by that key, anything else of the template stands.
/// </summary>
internal sealed class TemplateDefaults
{
    private readonly string? _defaults;
    private readonly string? _retry;

    public TemplateDefaults(Workflow workflow)
    {
        _defaults = workflow.Spec.TemplateDefaults?.Json;
        if (workflow.Spec.RetryStrategy is not null)
        {
            using var document = JsonDocument.Parse(workflow.Json);
            _retry = $$"""{"retryStrategy":{{ManifestReader.SpecOf(document.RootElement).GetProperty("retryStrategy").GetRawText()}}}""";
        }
    }

    private static readonly string[] OwnOfType = ["container", "script", "containerSet", "steps", "dag", "suspend", "resource", "http", "data", "plugin"];

    /// <summary>The template with what it leaves open filled in.</summary>
    public Template Apply(Template template)
    {
        if (_defaults is not null)
            template = SpecReader.ReadTemplate(Merge(template.Json, _defaults));
        if (template.RetryStrategy is null && _retry is not null)
            template = SpecReader.ReadTemplate(Merge(template.Json, _retry));
        return template;
    }

    private static string Merge(string templateJson, string defaultsJson)
    {
        var template = JsonNode.Parse(templateJson)!.AsObject();
        var defaults = JsonNode.Parse(defaultsJson)!.AsObject();
        foreach (var type in OwnOfType)
        {
            if (!template.ContainsKey(type))
                defaults.Remove(type);
        }

        defaults.Remove("name");
        JsonMerge.Under(template, defaults);
        return template.ToJsonString(new JsonSerializerOptions { Encoder = JsonText.WriterOptions.Encoder });
    }
}
