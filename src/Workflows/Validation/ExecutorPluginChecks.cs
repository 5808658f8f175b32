using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary><c>spec.executorPlugins</c>: they do not run here, but what Argo refuses is refused.</summary>
internal static class ExecutorPluginChecks
{
    public static void Check(Workflow manifest, Action<SpecPath, string> report)
    {
        if (!manifest.Json.Contains("\"executorPlugins\"", StringComparison.Ordinal) || JsonPart.Raw(manifest.Json, "spec") is not { } spec)
            return;
        var i = 0;
        foreach (var plugin in JsonPart.List(JsonPart.Element(spec), "executorPlugins"))
        {
            if (Fault(plugin) is { } why)
                report(SpecPath.Root["spec"]["executorPlugins"][i], $"spec.executorPlugins: {why}");
            i++;
        }
    }

    private static string? Fault(System.Text.Json.JsonElement plugin)
    {
        var container = JsonPart.Object(JsonPart.Object(JsonPart.Object(plugin, "spec"), "sidecar"), "container");
        var resources = JsonPart.Object(container, "resources");
        if (JsonPart.Text(JsonPart.Object(plugin, "metadata"), "name").Length == 0)
            return "executor plugin metadata name is mandatory";
        if (!JsonPart.List(container, "ports").Any())
            return "at least one port is mandatory";
        if (JsonPart.Object(resources, "requests").ValueKind == System.Text.Json.JsonValueKind.Undefined)
            return "resources requests are mandatory";
        if (JsonPart.Object(resources, "limits").ValueKind == System.Text.Json.JsonValueKind.Undefined)
            return "resources limits are mandatory";
        return JsonPart.Object(container, "securityContext").ValueKind == System.Text.Json.JsonValueKind.Undefined ? "security context is mandatory" : null;
    }
}
