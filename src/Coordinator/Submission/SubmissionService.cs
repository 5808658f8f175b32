using System.Security.Cryptography;
using Fleet.Contracts;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>Takes submissions: what can be done outside the run loop is done here, the loop only stores.</summary>
internal sealed class SubmissionService(RunGateway gateway, IFleetStore store, ResourceCatalog catalog, SecretCipher cipher, TimeProvider time) : ISubmissions
{
    /// <summary>Random ends that are tried before a generated name counts as taken.</summary>
    private const int Tries = 8;

    public async Task<SubmissionResult> CheckAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(request, options ?? new SubmissionOptions(), null, cancellationToken).ConfigureAwait(false);
        return draft.IsValid ? await AcceptedAsync(draft, Guid.Empty, FirstName(draft), time.GetUtcNow(), cancellationToken).ConfigureAwait(false) : draft.Refused();
    }

    public async Task<SubmissionResult> SubmitAsync(SubmitWorkflow request, SubmissionOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        options ??= new SubmissionOptions();
        var key = request.IdempotencyKey ?? options.IdempotencyKey;
        if (key is not null && await store.FindIdempotencyKeyAsync(key, cancellationToken).ConfigureAwait(false) is { } earlier)
            return await ExistingAsync(earlier, key, cancellationToken).ConfigureAwait(false);
        var values = new ManifestValues();
        var draft = await ReadAsync(request, options, values, cancellationToken).ConfigureAwait(false) with { Values = values.All };
        if (!draft.IsValid) return draft.Refused();
        for (var attempt = 1; ; attempt++)
        {
            var name = await NextNameAsync(draft, options, cancellationToken).ConfigureAwait(false);
            var last = attempt == Tries || (!draft.IsGenerated && !options.UniqueName);
            if (name is not null && await TryAcceptAsync(draft, name, options.Uid ?? Guid.CreateVersion7(), key, last, cancellationToken).ConfigureAwait(false) is { } result) return result;
            if (last) return NameTaken(draft);
        }
    }

    /// <summary>A valid submission as it may be sent on: the Secrets that come with it are sealed.</summary>
    public SubmitWorkflow Sealed(SubmitWorkflow request) => SealedSubmission.Of(request, cipher);

    private async Task<SubmissionDraft> ReadAsync(SubmitWorkflow request, SubmissionOptions options, ManifestValues? values, CancellationToken cancellationToken) => SubmissionReader.Read(
        request, options, SubmissionReader.NeedsTemplates(request) ? await catalog.TemplatesAsync(cancellationToken).ConfigureAwait(false) : static (_, _, _) => null, cipher, gateway.SubmissionLimit, values);

    /// <returns>Null: the name was taken in the meantime.</returns>
    private async Task<SubmissionResult?> TryAcceptAsync(SubmissionDraft draft, string name, Guid uid, string? key, bool last, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var accepted = await AcceptedAsync(draft, uid, name, now, cancellationToken).ConfigureAwait(false);
        if (accepted.Workflow is null) return accepted;
        var record = new WorkflowRecord
        {
            Uid = uid,
            Namespace = draft.Namespace,
            Name = name,
            Manifest = accepted.Workflow.Manifest,
            Values = draft.Values,
            CreatedAt = now,
            Phase = "",
            Progress = "0/0",
            Body = ReadOnlyMemory<byte>.Empty,
        };
        try
        {
            var stored = await gateway.AcceptAsync(record, key, cancellationToken).ConfigureAwait(false);
            return stored == uid ? accepted : await ExistingAsync(stored, key!, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreConflictException conflict)
        {
            var taken = await store.FindAsync(draft.Namespace, name, cancellationToken).ConfigureAwait(false) is not null;
            return taken ? last ? NameTaken(draft) : null : draft.Refused(conflict.Message);
        }
        catch (PoisonException poison)
        {
            return draft.Refused(poison.Message);
        }
    }

    /// <returns>Null: the fixed name is taken.</returns>
    private async Task<string?> NextNameAsync(SubmissionDraft draft, SubmissionOptions options, CancellationToken cancellationToken)
    {
        var name = FirstName(draft);
        if (draft.IsGenerated) return name;
        for (var number = 2; await store.FindAsync(draft.Namespace, name, cancellationToken).ConfigureAwait(false) is not null; number++)
        {
            if (!options.UniqueName) return null;
            name = $"{draft.Name}-{number}";
        }
        return name;
    }

    private async Task<SubmissionResult> ExistingAsync(Guid uid, string key, CancellationToken cancellationToken) =>
        await store.FindAsync(uid, cancellationToken).ConfigureAwait(false) is { } summary
            ? new SubmissionResult { Workflow = new AcceptedWorkflow(uid, summary.Namespace, summary.Name, summary.Manifest, summary.CreatedAt, Existed: true) }
            : new SubmissionResult
            {
                Failure = SubmissionFailure.Invalid,
                Errors = [new SubmitError($"The workflow that was submitted under the key '{key}' (uid {uid:D}) has been deleted since. Use a new key to run it again.", "idempotencyKey")],
            };

    private async ValueTask<SubmissionResult> AcceptedAsync(SubmissionDraft draft, Guid uid, string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        draft.Accept(name, uid, now, draft.NeedsConfigMaps ? await catalog.ConfigMapsAsync(cancellationToken).ConfigureAwait(false) : null, out var refusal) is { } accepted ? new SubmissionResult { Workflow = accepted, Warnings = draft.Warnings } : refusal!;

    private static string FirstName(SubmissionDraft draft)
    {
        if (!draft.IsGenerated) return draft.Name;
        Span<byte> random = stackalloc byte[GeneratedName.RandomLength];
        RandomNumberGenerator.Fill(random);
        return GeneratedName.Complete(draft.Name, random);
    }

    private static SubmissionResult NameTaken(SubmissionDraft draft) => new()
    {
        Failure = SubmissionFailure.NameTaken,
        Errors = [new SubmitError($"A workflow named '{draft.Name}' exists already in namespace '{draft.Namespace}'. Delete it, choose another name, or use generateName.", "metadata.name")],
        Warnings = draft.Warnings,
    };
}
