using System.Text.Json;
using Fleet.Contracts;

namespace Fleet.Coordinator.Resources;

/// <summary>Changes to objects beside workflows as messages on <see cref="EntityNames.Commands"/>, and their answers.</summary>
internal static class ResourceMessages
{
    /// <summary>The action of a message; null: none that is done to such an object.</summary>
    public static ResourceAction? Action(string action) => action switch
    {
        "create" => ResourceAction.Create,
        "update" => ResourceAction.Update,
        "apply" => ResourceAction.Apply,
        "delete" => ResourceAction.Delete,
        _ => null,
    };

    /// <summary>The message of a change.</summary>
    public static WorkflowCommand Write(ResourceChange change) => new()
    {
        Action = change.Action switch
        {
            ResourceAction.Create => "create",
            ResourceAction.Update => "update",
            ResourceAction.Apply => "apply",
            _ => "delete",
        },
        Kind = change.Key.Kind,
        Namespace = change.Key.Namespace,
        Name = change.Key.Name,
        Manifest = change.Manifest.IsEmpty ? null : JsonSerializer.Deserialize<JsonElement>(change.Manifest.Span),
        ResourceVersion = change.Version?.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The answer of a change.</summary>
    public static SubmitReply Answer(ResourceChange change, ResourceReply reply) => reply.Outcome switch
    {
        ResourceOutcome.NotFound => Refused(SubmitReply.NotFound, $"There is no {change.Key}."),
        ResourceOutcome.Exists => Refused(SubmitReply.Exists, $"{change.Key} exists already."),
        ResourceOutcome.Stale => Refused(SubmitReply.Stale, $"{change.Key} has been modified since resourceVersion {change.Version}: read it again."),
        _ => new SubmitReply
        {
            Namespace = reply.Row!.Key.Namespace,
            Name = reply.Row.Key.Name,
            Uid = reply.Row.Uid.ToString("D"),
            Outcome = reply.Outcome switch
            {
                ResourceOutcome.Created => "created",
                ResourceOutcome.Configured => "configured",
                ResourceOutcome.Unchanged => "unchanged",
                _ => "deleted",
            },
        },
    };

    /// <summary>What an answer says became of the change; null: nothing that this version knows.</summary>
    public static ResourceOutcome? Outcome(SubmitReply reply) => (reply.Reason, reply.Outcome) switch
    {
        (SubmitReply.NotFound, _) => ResourceOutcome.NotFound,
        (SubmitReply.Exists, _) => ResourceOutcome.Exists,
        (SubmitReply.Stale, _) => ResourceOutcome.Stale,
        (null, "created") => ResourceOutcome.Created,
        (null, "configured") => ResourceOutcome.Configured,
        (null, "unchanged") => ResourceOutcome.Unchanged,
        (null, "deleted") => ResourceOutcome.Deleted,
        _ => null,
    };

    public static SubmitReply Refused(string reason, string message) => new() { Reason = reason, Errors = [new SubmitError(message)] };
}
