using System.Text;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>
/// What is too large for an order is left to the worker to fetch, where it is stored as a value of the workflow: what scripts, bodies and raw artifacts mention, and what they are as a whole. What fits into an
/// order, or cannot be fetched, is put in.
/// </summary>
/// <param name="scope">The workflow.</param>
internal sealed class WorkValues(WorkScope scope)
{
    private readonly Dictionary<string, ValueReference> _taken = new(StringComparer.Ordinal);

    /// <summary>What is to be fetched; null: nothing.</summary>
    public IReadOnlyList<ValueReference>? Taken => _taken.Count == 0 ? null : [.. _taken.Values];

    /// <summary>The work as an order carries it.</summary>
    public TaskWork Shorten(TaskWork work)
    {
        var mentioned = Mentioned(work);
        if (!scope.HasStore || mentioned * 4 / 3 <= MessageLimits.OrdersBytes)
        {
            var whole = mentioned == 0 ? work : Changed(work, Filled);
            if (!scope.HasStore || !WorkSize.IsOver(whole, MessageLimits.OrdersBytes))
                return whole;
        }

        return Changed(work, Stored);
    }

    private static long Mentioned(TaskWork work)
    {
        var bytes = Bytes(work.HttpCall?.BodyParts);
        if (work.Pod is not { } pod)
            return bytes;
        foreach (var container in pod.Containers.Concat(pod.Init).Concat(pod.Sidecars))
        {
            foreach (var file in container.Files)
                bytes += Bytes(file.Parts);
        }

        foreach (var artifact in pod.Artifacts)
            bytes += Bytes(artifact.RawParts);
        return bytes;
    }

    private static long Bytes(IReadOnlyList<ContentPart>? parts) => parts?.Sum(part => part.Stored?.Bytes ?? 0) ?? 0;

    private static TaskWork Changed(TaskWork work, Func<Content, Content> change)
    {
        return work with
        {
            HttpCall = work.HttpCall is { } call && (call.Body is not null || call.BodyParts is not null) && change(new Content(call.Body, call.BodyParts)) is var body ? call with { Body = body.Bytes, BodyParts = body.Parts } : work.HttpCall,
            Pod = work.Pod is { } pod ? pod with { Init = All(pod.Init), Containers = All(pod.Containers), Sidecars = All(pod.Sidecars), Artifacts = [.. pod.Artifacts.Select(Artifact)] } : null,
        };

        ContainerWork[] All(IReadOnlyList<ContainerWork> containers) => [.. containers.Select(container => container.Files.Count == 0 ? container : container with { Files = [.. container.Files.Select(File)] })];

        FileWork File(FileWork file) => file.Sealed is null && change(new Content(file.Content, file.Parts)) is var content ? file with { Content = content.Bytes ?? [], Parts = content.Parts } : file;

        ArtifactInput Artifact(ArtifactInput artifact) =>
            (artifact.Raw is not null || artifact.RawParts is not null) && change(new Content(artifact.Raw, artifact.RawParts)) is var raw ? artifact with { Raw = raw.Bytes, RawParts = raw.Parts } : artifact;
    }

    // What is mentioned is the workflow's.
    private Content Filled(Content content) => content.Parts is null ? content
        : new Content([.. content.Parts.SelectMany(part => part.Bytes ?? Encoding.UTF8.GetBytes(scope.Value(part.Stored!.Sha256)!.Text))], null);

    private Content Stored(Content content)
    {
        if (content.Parts is { } parts)
        {
            foreach (var part in parts)
                if (part.Stored is { } mentioned) _taken[mentioned.Sha256] = mentioned;
            return content;
        }

        if (!scope.HasStore || content.Bytes is not { Length: > WorkflowState.InlineValueLength } bytes || ValueStore.DigestOf(bytes) is not { } digest || scope.Value(digest.Sha256) is null)
            return content;
        return new Content(null, [new ContentPart(null, _taken[digest.Sha256] = new ValueReference(digest.Sha256, digest.Bytes))]);
    }

    private readonly record struct Content(byte[]? Bytes, IReadOnlyList<ContentPart>? Parts);
}
