using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Http;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Stores what a container has written. The keys are the node's: whoever does it again stores the same in the same place.</summary>
internal sealed class ArtifactStoring(IContainerRuntime runtime, TaskTools tools)
{
    /// <summary>Stores one.</summary>
    /// <returns>Bytes that were stored; null: it is not there, and need not be.</returns>
    /// <exception cref="InvalidDataException">It is not there, or cannot be stored: a sentence.</exception>
    public async Task<long?> StoreAsync(string container, ArtifactOutput artifact, CancellationToken cancellationToken)
    {
        try
        {
            var store = tools.Artifacts.Of(artifact.Place);
            return await ArtifactPatience.UntilAnsweredOrStoppedAsync(
                () => EngineAnswersAsync(() => StoreOnceAsync(store, container, artifact, cancellationToken), cancellationToken), new StoreLook(tools, artifact.Place, KeyOf(artifact)), tools, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException or IOException)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    // As it was written but for secrets, both streams in the engine's order.
    private async Task WriteLogAsync(string container, Stream output, CancellationToken cancellationToken)
    {
        var streams = new Dictionary<string, MaskedText>(StringComparer.Ordinal);
        await foreach (var frame in runtime.FollowLogsAsync(container, 0, cancellationToken).ConfigureAwait(false))
        {
            if (!streams.TryGetValue(frame.Stream, out var text))
                streams[frame.Stream] = text = new MaskedText(tools.Mask);
            await output.WriteAsync(text.Add(frame.Bytes.Span), cancellationToken).ConfigureAwait(false);
        }

        foreach (var text in streams.Values)
            await output.WriteAsync(text.End(), cancellationToken).ConfigureAwait(false);
    }

    // Only the engine's own errors: any other one would come again and again.
    private async Task<long?> EngineAnswersAsync(Func<Task<long?>> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (EngineUnavailableException)
            {
                await Task.Delay(TaskTools.EngineRetry, tools.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A URL has one key.
    private static string KeyOf(ArtifactOutput artifact) => artifact.Key.Length > 0 ? artifact.Key : HttpArtifactStore.Key;

    private async Task<long?> StoreOnceAsync(IArtifactStore store, string container, ArtifactOutput artifact, CancellationToken cancellationToken)
    {
        if (artifact.LogOf is not null)
        {
            var log = FedStream.Of(output => WriteLogAsync(container, output, cancellationToken));
            await using (log.ConfigureAwait(false))
                return await new ArtifactSaver(store).SaveStreamAsync(log, KeyOf(artifact), cancellationToken).ConfigureAwait(false);
        }

        if (await runtime.CopyOutAsync(container, artifact.Path, cancellationToken).ConfigureAwait(false) is not { } tar)
            return artifact.Optional ? null : throw new InvalidDataException($"{artifact.Path}: no such file or directory; write it, or say optional: true");
        var name = Path.GetFileName(artifact.Path.TrimEnd('/'));
        var engine = new EngineStream(tar);
        await using (engine.ConfigureAwait(false))
        {
            return await new ArtifactSaver(store).SaveTarAsync(
                engine, name.Length == 0 ? artifact.Name : name, KeyOf(artifact), ArtifactPatience.KindOf(artifact.Archive, ArchiveKind.Tar), artifact.CompressionLevel, artifact.IsAlone, cancellationToken).ConfigureAwait(false);
        }
    }
}
