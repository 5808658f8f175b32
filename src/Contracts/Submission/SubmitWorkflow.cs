using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Contracts;

/// <summary>Asks for a workflow to be run. Exactly one of <see cref="Yaml"/>, <see cref="Workflow"/> and <see cref="WorkflowTemplateRef"/> is set.</summary>
/// <remarks>As plain JSON on <see cref="EntityNames.Submit"/>, or in MassTransit's envelope. Answered through <c>reply-to</c> by <see cref="SubmitReply"/>.</remarks>
public sealed record SubmitWorkflow : IFleetMessage
{
    /// <summary>Argo Workflow YAML: one document of kind Workflow; others beside it are as <see cref="Resources"/>.</summary>
    public string? Yaml { get; init; }

    /// <summary>Argo Workflow as a JSON object.</summary>
    public JsonElement? Workflow { get; init; }

    /// <summary>Name of a WorkflowTemplate to run.</summary>
    public string? WorkflowTemplateRef { get; init; }

    /// <summary><see cref="WorkflowTemplateRef"/> names a ClusterWorkflowTemplate.</summary>
    public bool ClusterScope { get; init; }

    /// <summary>WorkflowTemplates, ClusterWorkflowTemplates and ConfigMaps as JSON objects that count for this workflow alone, before stored ones of the same name; null: none.</summary>
    public IReadOnlyList<JsonElement>? Resources { get; init; }

    /// <summary>Namespace; null: the manifest's, else <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name that replaces the manifest's.</summary>
    public string? Name { get; init; }

    /// <summary>Prefix of a generated name that replaces the manifest's.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Entrypoint that replaces the manifest's.</summary>
    public string? Entrypoint { get; init; }

    /// <summary>Argument parameters that replace or extend the manifest's; values are scalars, kept as text.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Argument artifacts that replace or extend the manifest's: keys in the Fleet's artifact store by name.</summary>
    public IReadOnlyDictionary<string, string>? Artifacts { get; init; }

    /// <summary>Labels added to the manifest's.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations added to the manifest's.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Replaces <c>spec.priority</c>. The API's and the command line's alone: no member of the message, whose manifest says it.</summary>
    [JsonIgnore]
    public int? Priority { get; init; }

    /// <summary>Replaces <c>spec.serviceAccountName</c>; as <see cref="Priority"/>.</summary>
    [JsonIgnore]
    public string? ServiceAccountName { get; init; }

    /// <summary>Two submissions with the same key are one; the AMQP <c>message-id</c> serves when it is absent.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Members of the message that this version does not know: it is refused because of them, never carried out without them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <inheritdoc />
    public int Format { get; init; } = ProtocolVersion.Current;
}
