using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>What a container that failed says of its end (Kubernetes docs, "Customizing the termination message"): a file, or the end of its output. Read from the ended container.</summary>
internal sealed class TerminationMessage(IContainerRuntime runtime, TimeProvider time)
{
    // Kubernetes': the last bytes of the file, and the last bytes and lines of the output.
    private const int FileBytes = 4096;
    private const int LogBytes = 2048;
    private const int LogLines = 80;
    private const long LargestFile = 1024 * 1024;

    /// <summary>Its message; null: it has none, or none is asked for.</summary>
    /// <param name="work">The container.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<string?> ReadAsync(ContainerWork work, ContainerState end, CancellationToken cancellationToken)
    {
        if (end.ExitCode is null or 0 || end.Phase != ContainerPhase.Exited)
            return null;
        if (work.TerminationMessagePath is { } path
            && await EngineRetries.UntilAnsweredAsync(() => FileAsync(end.Id, path, cancellationToken), time, cancellationToken).ConfigureAwait(false) is { Length: > 0 } message)
        {
            return message;
        }

        return work.TerminationMessageFromOutput
            && await EngineRetries.UntilAnsweredAsync(() => OutputAsync(end.Id, cancellationToken), time, cancellationToken).ConfigureAwait(false) is { Length: > 0 } output ? output : null;
    }

    private async Task<string> FileAsync(string container, string path, CancellationToken cancellationToken)
    {
        if (await CopyOutAsync(container, path, cancellationToken).ConfigureAwait(false) is not { } archive)
            return "";
        await using (archive.ConfigureAwait(false))
        {
            var reader = new TarReader(new PlainTar(archive), leaveOpen: true);
            await using (reader.ConfigureAwait(false))
            {
                if (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content } entry)
                    return "";
                if (entry.Length > LargestFile)
                    return $"{path} has {entry.Length} bytes, and is no termination message";
                var bytes = new byte[entry.Length];
                await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
                var tail = new ByteTail(FileBytes);
                tail.Add(bytes);
                return Encoding.UTF8.GetString(tail.ToArray());
            }
        }
    }

    // Null: there is nothing to read, nor in a device.
    private async Task<Stream?> CopyOutAsync(string container, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.CopyOutAsync(container, path, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private async Task<string> OutputAsync(string container, CancellationToken cancellationToken)
    {
        var tail = new ByteTail(LogBytes);
        await foreach (var frame in runtime.FollowLogsAsync(container, 0, cancellationToken).ConfigureAwait(false))
            tail.Add(frame.Bytes.Span);
        var text = Encoding.UTF8.GetString(tail.ToArray());
        var from = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        for (var lines = 0; lines < LogLines && from >= 0; lines++)
            from = from == 0 ? -1 : text.LastIndexOf('\n', from - 1);
        return text[(from + 1)..];
    }
}
