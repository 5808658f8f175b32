using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Prometheus metrics of a template.</summary>
internal static partial class MetricChecks
{
    public static void Check(Template template, TemplateFrame frame, SpecPath path)
    {
        if (template.Metrics is null)
            return;
        var i = 0;
        foreach (var metric in JsonPart.List(JsonPart.Element(template.Metrics), "prometheus"))
        {
            if (Fault(metric, template.Name) is { } why)
                frame.Error(path["metrics"]["prometheus"][i], why);
            i++;
        }
    }

    private static string? Fault(JsonElement metric, string template)
    {
        var name = JsonPart.Text(metric, "name");
        if (!Names().IsMatch(name))
            return $"templates.{template} metric name '{name}' is invalid. Metric names must contain alphanumeric characters or '_'";
        foreach (var label in JsonPart.List(metric, "labels").Select(l => JsonPart.Text(l, "key")).Where(l => !Names().IsMatch(l)))
            return $"metric label '{label}' is invalid: keys may only contain alphanumeric characters or '_'";
        if (JsonPart.Text(metric, "help").Length == 0)
            return $"templates.{template} metric '{name}' must contain a help string under 'help: ' field";
        return ValueFault(metric) is { } why ? $"templates.{template} metric '{name}' error: {why}" : null;
    }

    private static string? ValueFault(JsonElement metric)
    {
        foreach (var type in (string[])["gauge", "counter", "histogram"])
        {
            var value = JsonPart.Object(metric, type);
            if (value.ValueKind == JsonValueKind.Undefined)
                continue;
            if (JsonPart.Text(value, "value").Length == 0)
                return $"missing {type}.value";
            var realtime = value.TryGetProperty("realtime", out var flag) && flag.ValueKind == JsonValueKind.True;
            if (type == "gauge" && realtime && JsonPart.Text(value, "value").Contains("resourcesDuration.", StringComparison.Ordinal))
                return "'resourcesDuration.*' metrics cannot be used in real-time";
        }
        return null;
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex Names();
}
