using System.Text.Json;

namespace Fleet.Coordinator.Api;

/// <summary>A page of Workflow objects.</summary>
/// <param name="Items">The objects, already masked.</param>
/// <param name="Continue">Offset of the next page as text; null: nothing follows.</param>
/// <param name="Remaining">How many follow.</param>
/// <param name="ResourceVersion">Version of the list.</param>
public sealed record WorkflowPageReply(IReadOnlyList<JsonElement> Items, string? Continue, int Remaining, string ResourceVersion)
{
    /// <summary>The list's <c>metadata</c>.</summary>
    internal Dictionary<string, object> Metadata()
    {
        var metadata = new Dictionary<string, object> { ["resourceVersion"] = ResourceVersion };
        if (Continue is not null)
        {
            metadata["continue"] = Continue;
            metadata["remainingItemCount"] = Remaining;
        }

        return metadata;
    }
}

/// <summary>A change of a workflow, as watches send it.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Object">The Workflow object.</param>
public sealed record WorkflowEventReply(string Type, JsonElement Object);
