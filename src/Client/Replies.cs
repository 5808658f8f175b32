using System.Text.Json;

namespace Fleet.Client;

/// <summary>A page of workflows.</summary>
/// <param name="Items">Workflow objects.</param>
/// <param name="Continue">Where to go on; null: nothing follows.</param>
/// <param name="ResourceVersion">Version of the list; a watch from it misses nothing.</param>
public sealed record WorkflowList(IReadOnlyList<JsonElement> Items, string? Continue, string? ResourceVersion);

/// <summary>A change of a workflow.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Object">The Workflow object.</param>
public sealed record WorkflowEvent(string Type, JsonElement Object);

/// <summary>A log line.</summary>
/// <param name="PodName">Pod that wrote it.</param>
/// <param name="Content">The line without its newline.</param>
public sealed record LogLine(string PodName, string Content);
