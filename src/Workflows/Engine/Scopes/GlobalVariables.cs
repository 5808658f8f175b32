using System.Globalization;
using System.Text.Json;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary><c>workflow.*</c> (Argo docs, "Workflow Variables", Global).</summary>
internal sealed class GlobalVariables(WorkflowState state, DateTimeOffset now) : IVariables
{
    private const string Outputs = "workflow.outputs.parameters.";
    private const string Parameters = "workflow.parameters";
    private const string ParametersJson = "workflow.parameters.json";

    public bool TryGet(string name, out object? value)
    {
        value = null;
        if (!name.StartsWith("workflow.", StringComparison.Ordinal))
            return false;
        if (state.GlobalConstants.TryGetValue(name, out var text))
            value = text;
        else if (name is Parameters or ParametersJson)
            value = state.ParameterList;
        else if (name.StartsWith(Outputs, StringComparison.Ordinal) && state.GlobalOutputs.TryGetValue(name[Outputs.Length..], out text))
            value = text;
        else
            value = Late(name);
        return value is not null;
    }

    public void Collect(Dictionary<string, object?> all, IReadOnlyList<string> references)
    {
        foreach (var (name, value) in state.GlobalConstants)
            all.TryAdd(name, value);
        if (references.Any(AsksList))
        {
            all.TryAdd(Parameters, state.ParameterList);
            all.TryAdd(ParametersJson, state.ParameterList);
        }

        foreach (var (name, value) in state.GlobalOutputs)
            all.TryAdd(Outputs + name, value);
        foreach (var (name, artifact) in state.GlobalArtifacts)
            all.TryAdd("workflow.outputs.artifacts." + name, Expressions.Expression.FromJson(artifact));
        foreach (var name in (string[])["workflow.duration", "workflow.status", "workflow.failures"])
        {
            if (Late(name) is { } value)
                all.TryAdd(name, value);
        }
    }

    /// <summary>What does not change in the life of a workflow.</summary>
    public static Dictionary<string, string> Constants(WorkflowState state)
    {
        var spec = state.Workflow.Spec;
        var metadata = state.Workflow.Metadata;
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["workflow.name"] = state.Name,
            ["workflow.namespace"] = state.Namespace,
            ["workflow.uid"] = state.Uid.ToString(),
            ["workflow.mainEntrypoint"] = spec.Entrypoint,
            ["workflow.serviceAccountName"] = spec.ServiceAccountName ?? "",
            ["workflow.labels.json"] = Json(metadata.Labels),
            ["workflow.labels"] = Json(metadata.Labels),
            ["workflow.annotations.json"] = Json(metadata.Annotations),
            ["workflow.annotations"] = Json(metadata.Annotations),
        };
        if (spec.Priority is { } priority)
            all["workflow.priority"] = priority.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in metadata.Labels)
            all[$"workflow.labels.{key}"] = value;
        foreach (var (key, value) in metadata.Annotations)
            all[$"workflow.annotations.{key}"] = value;
        if (metadata.Annotations.TryGetValue("workflows.argoproj.io/scheduled-time", out var scheduled))
            all["workflow.scheduledTime"] = scheduled;
        CreationTime.AddTo(all, state.CreatedAt);
        AddParameters(all, state.Arguments.Parameters);
        return all;
    }

    // Values may refer to the workflow's name, labels and the like, not to each other.
    private static void AddParameters(Dictionary<string, string> all, IReadOnlyList<Spec.Parameter> parameters)
    {
        var scope = new TagScope(all.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)));
        var values = parameters.Select(p => (p.Value ?? p.Default ?? p.ValueFrom?.Default) is { } value ? Render(value, scope) : null).ToList();
        for (var i = 0; i < parameters.Count; i++)
        {
            if (values[i] is { } value)
                all[$"workflow.parameters.{parameters[i].Name}"] = value;
        }
    }

    /// <summary>All arguments as a list (<c>workflow.parameters</c>).</summary>
    public static string List(WorkflowState state) =>
        ParameterJson.List(state.Arguments.Parameters, [.. state.Arguments.Parameters.Select(parameter => state.GlobalConstants.GetValueOrDefault($"{Parameters}.{parameter.Name}"))]);

    // What asks for one argument alone need not have the list of all.
    private static bool AsksList(string reference) => reference is "workflow" or Parameters || reference.StartsWith("workflow[", StringComparison.Ordinal)
        || reference.StartsWith(ParametersJson, StringComparison.Ordinal) || reference.StartsWith(Parameters + "[", StringComparison.Ordinal);

    private static string Render(string value, TagScope scope)
    {
        try
        {
            return TagTemplate.Render(value, scope, TagOptions.Keep);
        }
        catch (ExpressionException)
        {
            return value;
        }
    }

    private static string Json(IReadOnlyDictionary<string, string> map)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private string? Late(string name) => name switch
    {
        "workflow.duration" => ((double)((state.FinishedAt ?? now) - (state.StartedAt ?? now)).Ticks / TimeSpan.TicksPerSecond).ToString("F6", CultureInfo.InvariantCulture),
        "workflow.status" => state.ExitStatus ?? (state.StartedAt is null ? null : state.PhaseForHooks),
        "workflow.failures" => state.ExitFailures,
        _ => null,
    };
}
