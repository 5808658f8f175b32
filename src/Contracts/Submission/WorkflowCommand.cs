using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Contracts;

/// <summary>Asks for something to be done to a workflow, or to an object beside workflows. Answered by <see cref="SubmitReply"/> when it has a <c>reply-to</c>.</summary>
/// <remarks>As plain JSON on <see cref="EntityNames.Commands"/>, or in MassTransit's envelope.</remarks>
public sealed record WorkflowCommand : IFleetMessage
{
    /// <summary>One of <c>suspend</c>, <c>resume</c>, <c>stop</c>, <c>terminate</c>, <c>set</c>, <c>retry</c>, <c>delete</c>; with a <see cref="Kind"/> beside workflows: <c>create</c>, <c>update</c>, <c>apply</c>, <c>delete</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of the object: <c>WorkflowTemplate</c>, <c>ClusterWorkflowTemplate</c>, <c>ConfigMap</c> or <c>SyncLimit</c>; null: <c>Workflow</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The object as JSON, as its YAML would be; for <c>create</c>, <c>update</c> and <c>apply</c>.</summary>
    public JsonElement? Manifest { get; init; }

    /// <summary>resourceVersion that the object must still have, or nothing is done; null: any. Not for workflows.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Namespace; null: <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the workflow; <c>@latest</c>: the newest of the namespace. Of another object it may be empty where there is a manifest.</summary>
    public required string Name { get; init; }

    /// <summary>Uid that the workflow must have; null: any.</summary>
    public string? Uid { get; init; }

    /// <summary>Message kept with a <c>stop</c> or a <c>set</c>.</summary>
    public string? Message { get; init; }

    /// <summary>Restricts <c>resume</c> and <c>stop</c> to matching suspend nodes, Argo's node field selector; needed for <c>set</c>. Of a <c>retry</c> with <see cref="RestartSuccessful"/>: nodes that run again.</summary>
    public string? NodeFieldSelector { get; init; }

    /// <summary>Phase that <c>set</c> gives the nodes; null: their own.</summary>
    public string? Phase { get; init; }

    /// <summary>Output parameters that <c>set</c> gives the nodes.</summary>
    public IReadOnlyDictionary<string, string>? OutputParameters { get; init; }

    /// <summary>A <c>retry</c> also runs the nodes again that match <see cref="NodeFieldSelector"/>, those that succeeded too.</summary>
    public bool RestartSuccessful { get; init; }

    /// <summary>New values that a <c>retry</c> gives the workflow's arguments.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Members of the message that this version does not know: it is refused because of them, never carried out without them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <inheritdoc />
    public int Format { get; init; } = ProtocolVersion.Current;
}
