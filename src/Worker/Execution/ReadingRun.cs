using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>An artifact is read as text, from its order to its reported end; it changes nothing, and is done again where an earlier run failed.</summary>
internal sealed class ReadingRun(HeldTask task, ReadArtifactWork reading, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
    : ContainerlessRun(task, machine, tools, story, stop)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc />
    protected override async Task<TaskFinished> WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Story.Ended(TaskEnd.Exited, null) with { Result = await ArtifactPatience.UntilAnsweredAsync(() => TextAsync(cancellationToken), StoreLook.Of(reading.Artifact, Tools), Tools, cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
        {
            return Story.Ended(TaskEnd.Exited, null) with { OutputErrors = [$"artifact {reading.Artifact.Name} failed to load: {Tools.Shown(error.Message)}"] };
        }
    }

    private async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        string? text = null;
        await new ArtifactOpening(Tools).UseAsync(reading.Artifact, async content =>
        {
            await foreach (var item in content.ItemsAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item is not { Kind: ArchiveItemKind.File, Content: { } file })
                    throw new ArtifactRefusedException("it is no file");
                text = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
                break;
            }
        }, cancellationToken).ConfigureAwait(false);
        return text ?? throw new ArtifactRefusedException("it is not there");
    }

    private async Task<string> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + read > Tools.ValueLimit)
                throw new ArtifactRefusedException($"it has more than {Tools.ValueLimit} bytes (FLEET_VALUE_LIMIT)");
            bytes.Write(buffer, 0, read);
        }

        try
        {
            return Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new ArtifactRefusedException("it is no text in UTF-8");
        }
    }
}
