using System.Text.Json;
using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Status;

/// <summary>
/// Writes Argo's Workflow object: the manifest as accepted with the present <c>metadata</c>, <c>spec.suspend</c>, <c>spec.shutdown</c> and <c>status</c>
/// (Argo docs, "Fields", Workflow).
/// </summary>
public static class WorkflowStatusWriter
{
    private const string PhaseLabel = "workflows.argoproj.io/phase";
    private const string CompletedLabel = "workflows.argoproj.io/completed";
    private static readonly JsonWriterOptions Options = Engine.Plans.JsonText.WriterOptions;

    /// <summary>The object with all its nodes, as UTF-8 JSON.</summary>
    /// <param name="state">The workflow.</param>
    /// <param name="options">What is not part of the state.</param>
    /// <returns>The JSON.</returns>
    public static byte[] WriteToBytes(WorkflowState state, WorkflowStatusOptions? options = null)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, state, options);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the object with its nodes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="state">The workflow.</param>
    /// <param name="options">What is not part of the state.</param>
    public static void Write(Utf8JsonWriter writer, WorkflowState state, WorkflowStatusOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(state);
        options ??= new WorkflowStatusOptions();
        Write(writer, state.ToRecord(), options, (w, manifest) => StatusSection.Write(w, state, manifest, options));
    }

    /// <summary>Writes a row of a list: the object without nodes, from the stored record alone.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="record">The workflow's record.</param>
    /// <param name="options">What is not part of the record.</param>
    public static void WriteSummary(Utf8JsonWriter writer, WorkflowRecord record, WorkflowStatusOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);
        Write(writer, record, options ?? new WorkflowStatusOptions(), (w, _) => StatusSection.WriteSummary(w, record));
    }

    private static void Write(Utf8JsonWriter writer, WorkflowRecord record, WorkflowStatusOptions options, Action<Utf8JsonWriter, JsonElement> status)
    {
        using var manifest = JsonDocument.Parse(ManifestValues.Show(record.Manifest, new ShownValues(options.ValueRoom, Finder(record.Values))));
        var root = manifest.RootElement;
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "argoproj.io/v1alpha1");
        writer.WriteString("kind"u8, "Workflow");
        WriteMetadata(writer, ObjectWriter.Field(root, "metadata"), record, options);
        WriteSpec(writer, ObjectWriter.Field(root, "spec"), record);
        writer.WritePropertyName("status"u8);
        status(writer, root);
        writer.WriteEndObject();
    }

    private static Func<string, StoredValue?> Finder(IReadOnlyList<StoredValue> values) => sha256 => values.FirstOrDefault(value => value.Sha256 == sha256);

    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement metadata, WorkflowRecord record, WorkflowStatusOptions options)
    {
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("name"u8, record.Name);
        writer.WriteString("namespace"u8, record.Namespace);
        writer.WriteString("uid"u8, record.Uid.ToString());
        ObjectWriter.WriteTime(writer, "creationTimestamp"u8, record.CreatedAt);
        if (options.ResourceVersion is { } version)
            writer.WriteString("resourceVersion"u8, version);
        writer.WriteNumber("generation"u8, 1);
        writer.WriteStartObject("labels"u8);
        ObjectWriter.CopyExcept(writer, ObjectWriter.Field(metadata, "labels"), PhaseLabel, CompletedLabel);
        if (record.Phase.Length > 0)
        {
            writer.WriteString(CompletedLabel, record.FinishedAt is null ? "false" : "true");
            writer.WriteString(PhaseLabel, record.Phase);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("annotations"u8);
        ObjectWriter.CopyExcept(writer, ObjectWriter.Field(metadata, "annotations"), "workflows.argoproj.io/pod-name-format");
        writer.WriteString("workflows.argoproj.io/pod-name-format"u8, "v2");
        writer.WriteEndObject();
        ObjectWriter.CopyExcept(
            writer, metadata, "name", "namespace", "uid", "creationTimestamp", "resourceVersion", "generation", "labels", "annotations", "managedFields", "selfLink");
        writer.WriteEndObject();
    }

    private static void WriteSpec(Utf8JsonWriter writer, JsonElement spec, WorkflowRecord record)
    {
        using var body = JsonDocument.Parse(record.Body);
        writer.WriteStartObject("spec"u8);
        if (ObjectWriter.Field(body.RootElement, "over") is { ValueKind: JsonValueKind.Object } overrides)
        {
            ObjectWriter.CopyExcept(writer, spec, "suspend", "shutdown", "arguments");
            WriteArguments(writer, ObjectWriter.Field(spec, "arguments"), overrides);
        }
        else
        {
            ObjectWriter.CopyExcept(writer, spec, "suspend", "shutdown");
        }

        if (record.Suspended)
            writer.WriteBoolean("suspend"u8, true);
        if (ObjectWriter.Field(body.RootElement, "shutdown") is { ValueKind: JsonValueKind.String } shutdown)
            writer.WriteString("shutdown"u8, shutdown.GetString());
        writer.WriteEndObject();
    }

    // Arguments with the values that came with retries by hand.
    private static void WriteArguments(Utf8JsonWriter writer, JsonElement arguments, JsonElement overrides)
    {
        var open = overrides.EnumerateObject().ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
        writer.WriteStartObject("arguments"u8);
        ObjectWriter.CopyExcept(writer, arguments, "parameters");
        writer.WriteStartArray("parameters"u8);
        foreach (var parameter in ObjectWriter.Field(arguments, "parameters") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default)
        {
            if (ObjectWriter.Field(parameter, "name").GetString() is not { } name || !open.Remove(name, out var value))
            {
                parameter.WriteTo(writer);
                continue;
            }

            writer.WriteStartObject();
            ObjectWriter.CopyExcept(writer, parameter, "value", "valueFrom");
            writer.WriteString("value"u8, value.GetString());
            writer.WriteEndObject();
        }

        foreach (var (name, value) in open)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteString("value"u8, value.GetString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
