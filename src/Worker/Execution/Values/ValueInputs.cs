using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution.Values;

/// <summary>Fetches what the work of an order names because it is too large for the order.</summary>
internal sealed class ValueInputs(TaskReady order, TaskTools tools)
{
    /// <summary>The work with the values in it.</summary>
    /// <exception cref="ContainerRefusedException">One cannot be fetched: a sentence.</exception>
    public async Task<TaskWork> FilledAsync(TaskWork work, CancellationToken cancellationToken)
    {
        if (order.StoredValues is not { Count: > 0 } stored)
            return work;
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var value in stored)
            values[value.Sha256] = await ReadAsync(value, cancellationToken).ConfigureAwait(false);
        return work with
        {
            HttpCall = work.HttpCall is { BodyParts: { } body } call ? call with { Body = Joined(body, values), BodyParts = null } : work.HttpCall,
            Pod = work.Pod is { } pod
                ? pod with { Init = Fill(pod.Init, values), Containers = Fill(pod.Containers, values), Sidecars = Fill(pod.Sidecars, values), Artifacts = [.. pod.Artifacts.Select(artifact => Fill(artifact, values))] }
                : null,
        };
    }

    private static ContainerWork[] Fill(IReadOnlyList<ContainerWork> containers, Dictionary<string, byte[]> values) =>
        [.. containers.Select(container => container with { Files = [.. container.Files.Select(file => file.Parts is { } parts ? file with { Content = Joined(parts, values), Parts = null } : file)] })];

    private static ArtifactInput Fill(ArtifactInput artifact, Dictionary<string, byte[]> values) => artifact.RawParts is { } parts ? artifact with { Raw = Joined(parts, values), RawParts = null } : artifact;

    // What is nothing but a value is not copied.
    private static byte[] Joined(IReadOnlyList<ContentPart> parts, Dictionary<string, byte[]> values)
    {
        if (parts is [var only])
            return Bytes(only);
        var joined = new byte[parts.Sum(part => Bytes(part).LongLength)];
        var at = 0;
        foreach (var part in parts)
        {
            Bytes(part).CopyTo(joined, at);
            at += Bytes(part).Length;
        }

        return joined;

        byte[] Bytes(ContentPart part) => part.Bytes ?? values[part.Stored!.Sha256];
    }

    private async Task<byte[]> ReadAsync(ValueReference value, CancellationToken cancellationToken)
    {
        try
        {
            return await ArtifactPatience.UntilAnsweredAsync(
                () => new ValueStore(tools.Artifacts.Of(order.Values)).ReadAsync(order.Stamp.Workflow, new ContentDigest(value.Sha256, value.Bytes), cancellationToken), new StoreLook(tools, order.Values, StoreProbe.Key), tools, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
        {
            throw new ContainerRefusedException($"a value of {value.Bytes} bytes that the task is given cannot be fetched: {error.Message}", error);
        }
    }
}
