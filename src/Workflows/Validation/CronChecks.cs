using System.Text.Json;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Cron workflows.</summary>
internal static class CronChecks
{
    private static readonly SpecPath SpecRoot = SpecPath.Root["spec"];

    public static void Check(string json, Findings findings, TemplateSource templates)
    {
        var manifest = JsonPart.Element(json);
        var spec = JsonPart.Object(manifest, "spec");
        ManifestValidator.NameLength(JsonPart.Text(JsonPart.Object(manifest, "metadata"), "name"), "cron workflow", 52, findings);
        Schedules(spec, findings);
        if (JsonPart.Text(spec, "timezone") is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            findings.Error(SpecRoot["timezone"], $"invalid timezone \"{zone}\": unknown time zone {zone}");
        if (JsonPart.Text(spec, "concurrencyPolicy") is var policy and not ("" or "Allow" or "Forbid" or "Replace"))
            findings.Error(SpecRoot["concurrencyPolicy"], $"'{policy}' is not a valid concurrencyPolicy");
        if (spec.ValueKind == JsonValueKind.Object && spec.TryGetProperty("startingDeadlineSeconds", out var seconds) && seconds.TryGetInt64(out var value) && value < 0)
            findings.Error(SpecRoot["startingDeadlineSeconds"], "startingDeadlineSeconds must be positive");
        Inner(spec, findings, templates);
    }

    private static void Schedules(JsonElement spec, Findings findings)
    {
        var schedules = JsonPart.List(spec, "schedules").Select(s => s.GetString() ?? "").ToList();
        if (schedules.Count == 0)
            findings.Error(SpecRoot["schedules"], "cron workflow must have at least one schedule");
        for (var i = 0; i < schedules.Count; i++)
        {
            if (CronSchedule.Fault(schedules[i]) is { } why)
                findings.Error(SpecRoot["schedules"][i], $"cron schedule {schedules[i]} is malformed: {why}");
        }
    }

    private static void Inner(JsonElement spec, Findings findings, TemplateSource templates)
    {
        var inner = JsonPart.Object(spec, "workflowSpec");
        if (inner.ValueKind == JsonValueKind.Undefined)
        {
            findings.Error(SpecRoot, "cannot validate Workflow: spec.workflowSpec is required");
            return;
        }
        var workflow = SpecReader.ReadWorkflow($$"""{"kind":"Workflow","spec":{{inner.GetRawText()}}}""");
        var found = new Findings(0, null);
        new WorkflowChecks(new ValidationRun(workflow, found, templates, isTemplate: false), allowEmptyArguments: false).Check();
        foreach (var error in found.Errors())
            findings.Error(SpecPath.Parse($"spec.workflowSpec{error.Path.AsSpan(Math.Min(4, error.Path.Length))}"), $"cannot validate Workflow: {error.Message}");
    }
}
