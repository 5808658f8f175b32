using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>
/// Puts <c>spec.templateDefaults</c> and <c>spec.retryStrategy</c> under a template (Argo docs, "Template Defaults"): objects are merged, lists whose
/// items have names are merged by name, anything else of the template stands.
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
            _retry = $$"""{"retryStrategy":{{document.RootElement.GetProperty("spec").GetProperty("retryStrategy").GetRawText()}}}""";
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
        Merge(template, defaults);
        return template.ToJsonString(new JsonSerializerOptions { Encoder = JsonText.WriterOptions.Encoder });
    }

    private static void Merge(JsonObject over, JsonObject under)
    {
        foreach (var (name, value) in under.ToList())
        {
            var own = over[name];
            if (own is null && !over.ContainsKey(name))
                over[name] = value?.DeepClone();
            else if (own is JsonObject o && value is JsonObject u)
                Merge(o, u);
            else if (own is JsonArray ownList && value is JsonArray underList)
                MergeByName(ownList, underList);
        }
    }

    private static void MergeByName(JsonArray over, JsonArray under)
    {
        if (over.Concat(under).Any(item => item is not JsonObject o || o["name"] is null))
            return;
        foreach (var item in under)
        {
            var same = over.FirstOrDefault(o => (string?)o!["name"] == (string?)item!["name"]);
            if (same is null)
                over.Add(item!.DeepClone());
            else
                Merge((JsonObject)same, (JsonObject)item!);
        }
    }
}
