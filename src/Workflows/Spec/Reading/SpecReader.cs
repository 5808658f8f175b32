using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Spec;

/// <summary>
/// Makes the typed records from canonical JSON text. It trusts that the text was validated: it reads what it knows and leaves the rest
/// in the text. Cheap enough to be called once per node (the engine replaces tags in the text and reads the result).
/// </summary>
public static class SpecReader
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 256;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Workflow ReadWorkflow(string json) => Read(json, e => ManifestReader.Workflow(e, json));

    /// <inheritdoc cref="ReadWorkflow(string)"/>
    public static Workflow ReadWorkflow(ReadOnlyMemory<byte> json) => ReadWorkflow(System.Text.Encoding.UTF8.GetString(json.Span));

    /// <summary>Reads a template.</summary>
    /// <param name="json">Its JSON text; becomes <see cref="Template.Json"/>.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Template ReadTemplate(string json) => Read(json, e => TemplateReader.Template(e, json));

    /// <summary>Reads a step.</summary>
    /// <param name="json">Its JSON text; becomes <see cref="TemplateCall.Json"/>.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static WorkflowStep ReadStep(string json) => Read(json, e => CallReader.Step(e, json));

    /// <summary>Reads a DAG task.</summary>
    /// <param name="json">Its JSON text; becomes <see cref="TemplateCall.Json"/>.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static DagTask ReadTask(string json) => Read(json, e => CallReader.Task(e, json));

    /// <summary>Reads a lifecycle hook.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static LifecycleHook ReadHook(string json) => Read(json, CallReader.Hook);

    /// <summary>Reads arguments.</summary>
    /// <param name="json">Their JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Arguments ReadArguments(string json) => Read(json, ValueReader.Arguments);

    /// <summary>Reads an artifact.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Artifact ReadArtifact(string json) => Read(json, ValueReader.Artifact);

    /// <summary>Reads a retry strategy.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static RetryStrategy ReadRetryStrategy(string json) => Read(json, TemplateReader.Retry);

    /// <summary>Reads <c>synchronization</c>.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Synchronization ReadSynchronization(string json) => Read(json, TemplateReader.Synchronization);

    /// <summary>Reads <c>memoize</c>.</summary>
    /// <param name="json">Its JSON text.</param>
    /// <returns>The record.</returns>
    /// <exception cref="SpecFormatException">No JSON, or a field has the wrong type.</exception>
    public static Memoize ReadMemoize(string json) => Read(json, TemplateReader.Memoize);

    private static T Read<T>(string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new SpecFormatException("expected a JSON object");
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new SpecFormatException($"not valid JSON: {JsonFault.WithPlace(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new SpecFormatException($"a field has the wrong type: {e.Message}", e);
        }
    }
}
