using System.Globalization;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Resources;

/// <summary>Carries out a <see cref="WorkflowCommand"/> about an object beside workflows that came as a message, and words the answer.</summary>
internal sealed class ResourceDesk(IResourceCommands commands, ResourceCatalog catalog, SecretCipher cipher)
{
    public async Task<SubmitReply> CarryOutAsync(WorkflowCommand command, CancellationToken cancellationToken)
    {
        var kind = command.Kind!;
        if (kind != ResourceKinds.SyncLimit && !ResourceKinds.All.Contains(kind))
            return Invalid($"kind '{kind}' is none that is known; known are Workflow, {string.Join(", ", ResourceKinds.All)}, {ResourceKinds.SyncLimit}.");
        if (ResourceMessages.Action(command.Action) is not { } action)
            return Invalid($"'{command.Action}' cannot be done to a {kind}; create, update, apply and delete can.");
        long? version = null;
        if (!string.IsNullOrEmpty(command.ResourceVersion))
        {
            if (!long.TryParse(command.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return Invalid($"resourceVersion '{command.ResourceVersion}' is not a number.");
            version = number;
        }

        if (action == ResourceAction.Delete) return await ChangeAsync(new ResourceChange(action, Key(command)) { Version = version }, cancellationToken).ConfigureAwait(false);
        if (kind == ResourceKinds.SyncLimit) return await ChangeLimitAsync(action, command, version, cancellationToken).ConfigureAwait(false);
        if (command.Manifest is not { } manifest) return Invalid($"\"manifest\" is needed: the {kind} as a JSON object.");
        var options = new LoadOptions { FindTemplate = await catalog.TemplatesAsync(cancellationToken).ConfigureAwait(false) };
        var draft = ResourceReader.Read(kind, command.Namespace ?? "", manifest, options, cipher);
        if (draft.Errors.Count > 0) return new SubmitReply { Reason = SubmitReply.Invalid, Errors = draft.Errors };
        if (command.Name.Length > 0 && command.Name != draft.Key.Name) return Invalid($"name is '{command.Name}', the manifest's is '{draft.Key.Name}': leave one out, or make them the same.");
        return await ChangeAsync(new ResourceChange(action, draft.Key) { Manifest = draft.Manifest, Version = version ?? draft.Version }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SubmitReply> ChangeLimitAsync(ResourceAction action, WorkflowCommand command, long? version, CancellationToken cancellationToken)
    {
        if (command.Name.Length == 0) return Invalid("name is needed: the key of the limit.");
        if (command.Manifest is not { ValueKind: JsonValueKind.Object } manifest || manifest.EnumerateObject().Any(member => member.Name != "limit")
            || !manifest.TryGetProperty("limit", out var limit) || limit.ValueKind != JsonValueKind.Number || !limit.TryGetInt32(out var places) || places <= 0)
            return Invalid("\"manifest\" must be {\"limit\": N}, a whole number above 0.");
        return await ChangeAsync(new ResourceChange(action, Key(command)) { Manifest = SyncLimit.Write(places), Version = version }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SubmitReply> ChangeAsync(ResourceChange change, CancellationToken cancellationToken) =>
        ResourceMessages.Answer(change, await commands.ChangeAsync(change, cancellationToken).ConfigureAwait(false));

    private static ResourceKey Key(WorkflowCommand command) => new(
        command.Kind!, ResourceKinds.IsOfCluster(command.Kind!) ? "" : string.IsNullOrEmpty(command.Namespace) ? ResourceKinds.DefaultNamespace : command.Namespace, command.Name);

    private static SubmitReply Invalid(string message) => ResourceMessages.Refused(SubmitReply.Invalid, message);
}
