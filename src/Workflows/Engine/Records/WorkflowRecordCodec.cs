using System.Text.Json;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Records;

/// <summary>The workflow's own record. The body is JSON, beginning with a format number.</summary>
internal static class WorkflowRecordCodec
{
    private const int Format = 1;

    public static WorkflowRecord Write(WorkflowState state) => new()
    {
        Uid = state.Uid,
        Namespace = state.Namespace,
        Name = state.Name,
        Manifest = state.Manifest,
        CreatedAt = state.CreatedAt,
        Phase = state.Phase,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        Message = state.Message,
        Progress = state.Progress,
        Suspended = state.Suspended,
        Body = Body(state),
        Values = state.Values.All,
    };

    public static WorkflowState Read(WorkflowRecord record)
    {
        try
        {
            using var document = JsonDocument.Parse(record.Body);
            var body = document.RootElement;
            if (body.GetProperty("v"u8).GetInt32() != Format)
                throw new InvalidDataException($"workflow {record.Name} has format {body.GetProperty("v"u8)}, known is {Format}");
            return Read(record, body);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or SpecFormatException)
        {
            throw new InvalidDataException($"the record of workflow {record.Name} cannot be read: {e.Message}", e);
        }
    }

    private static WorkflowState Read(WorkflowRecord record, JsonElement body)
    {
        var state = new WorkflowState(SpecReader.ReadWorkflow(record.Manifest), record.Manifest, record.Uid, record.Name, record.Namespace, record.CreatedAt)
        {
            Phase = record.Phase,
            StartedAt = record.StartedAt,
            FinishedAt = record.FinishedAt,
            Message = record.Message,
            Suspended = record.Suspended,
            Shutdown = body.TryGetProperty("shutdown"u8, out var shutdown) ? shutdown.GetString() : null,
            DeadlineExceeded = body.TryGetProperty("late"u8, out _),
            NodeLimit = body.TryGetProperty("nodeLimit"u8, out var limit) ? limit.GetInt32() : WorkflowEngine.DefaultNodeLimit,
            Overflow = body.TryGetProperty("overflow"u8, out var overflow) ? overflow.GetInt32() : 0,
            ExitNodeCount = body.TryGetProperty("exitNodes"u8, out var nodes) ? nodes.GetInt32() : 0,
            Locks = StandingCodec.ReadLocks(body),
            Retries = body.TryGetProperty("retries"u8, out var retries) ? retries.GetInt32() : 0,
            ExitStatus = body.TryGetProperty("exitStatus"u8, out var status) ? status.GetString() : null,
            RepositoryRef = body.TryGetProperty("repository"u8, out var repository) ? repository.GetRawText() : null,
            MetricsError = body.TryGetProperty("metricsError"u8, out var spoilt) ? spoilt.GetString() : null,
        };
        state.Values.Limit = body.TryGetProperty("valueLimit"u8, out var most) ? most.GetInt32() : WorkflowEngine.DefaultValueLimit;
        state.LoadValues(record.Values);
        // One of an earlier version has none: it is made anew.
        if (body.TryGetProperty("warned"u8, out var templates))
            state.Warning = new SpecWarning(templates.GetInt32(), body.TryGetProperty("warning"u8, out var warning) ? warning.GetString()! : "");
        if (body.TryGetProperty("hooks"u8, out var hooks))
        {
            foreach (var hook in hooks.EnumerateArray())
                state.HeldHooks.Add(new StartKey(hook[0].GetInt32(), hook[1].GetInt32()));
        }

        if (body.TryGetProperty("outputs"u8, out var outputs))
        {
            foreach (var output in outputs.EnumerateObject())
                state.GlobalOutputs[output.Name] = state.Values.Text(output.Value.GetString())!;
        }

        if (body.TryGetProperty("artifacts"u8, out var artifacts))
        {
            foreach (var artifact in artifacts.EnumerateObject())
                state.GlobalArtifacts[artifact.Name] = artifact.Value.GetString()!;
        }

        if (body.TryGetProperty("claims"u8, out var claims))
        {
            foreach (var claim in claims.EnumerateObject())
                state.ClaimEngines[claim.Name] = claim.Value.GetString()!;
        }

        if (body.TryGetProperty("args"u8, out var arguments))
            state.TakeArguments(arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => state.Values.Text(argument.Value.GetString())!, StringComparer.Ordinal));
        if (body.TryGetProperty("over"u8, out var overrides))
            state.Override(overrides.EnumerateObject().ToDictionary(argument => argument.Name, argument => argument.Value.GetString()!, StringComparer.Ordinal));
        return state;
    }

    private static byte[] Body(WorkflowState state)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, Format);
            if (state.Shutdown is { } shutdown)
                writer.WriteString("shutdown"u8, shutdown);
            if (state.DeadlineExceeded)
                writer.WriteBoolean("late"u8, true);
            if (state.NodeLimit != WorkflowEngine.DefaultNodeLimit)
                writer.WriteNumber("nodeLimit"u8, state.NodeLimit);
            if (state.Values.Limit != WorkflowEngine.DefaultValueLimit)
                writer.WriteNumber("valueLimit"u8, state.Values.Limit);
            if (state.Overflow > 0)
                writer.WriteNumber("overflow"u8, state.Overflow);
            if (state.ExitNodeCount > 0)
                writer.WriteNumber("exitNodes"u8, state.ExitNodeCount);
            if (state.Retries > 0)
                writer.WriteNumber("retries"u8, state.Retries);
            // Read by who writes the object from the record alone.
            Write(writer, "over"u8, state.Overrides, null);
            if (state.ExitStatus is { } status)
                writer.WriteString("exitStatus"u8, status);
            if (state.RepositoryRef is { } repository)
            {
                writer.WritePropertyName("repository"u8);
                writer.WriteRawValue(repository, skipInputValidation: true);
            }

            if (state.MetricsError is { } spoilt)
                writer.WriteString("metricsError"u8, spoilt);
            writer.WriteNumber("warned"u8, state.Warning.Templates);
            if (state.Warning.Text.Length > 0)
                writer.WriteString("warning"u8, state.Warning.Text);
            WriteHooks(writer, state.HeldHooks);
            StandingCodec.Write(writer, state.Locks);
            Write(writer, "outputs"u8, state.GlobalOutputs, state.Values);
            if (state.ArgumentValues is { } arguments)
                Write(writer, "args"u8, arguments, state.Values);
            Write(writer, "artifacts"u8, state.GlobalArtifacts, null);
            Write(writer, "claims"u8, state.ClaimEngines, null);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteHooks(Utf8JsonWriter writer, SortedSet<StartKey> hooks)
    {
        if (hooks.Count == 0)
            return;
        writer.WriteStartArray("hooks"u8);
        foreach (var hook in hooks)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(hook.Owner);
            writer.WriteNumberValue(hook.Site);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string> values, ValueTable? table)
    {
        if (values.Count == 0)
            return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in values)
            writer.WriteString(key, table is null ? value : table.Reference(value));
        writer.WriteEndObject();
    }
}
