using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts.Archives;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution;

/// <summary>Reads what a task puts out: its standard output, and files.</summary>
internal sealed class OutputCollector(IContainerRuntime runtime, TaskTools tools)
{
    private const int LinkLimit = 16;
    // Of the largest size, in one task.
    private const int MostValues = 4;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Collects; faults of single outputs are sentences in the result.</summary>
    /// <param name="main">The container whose outputs are the pod's; null: none of them, but logs.</param>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="named">A container by its name in the pod; null: it never began.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<CollectedOutputs> CollectAsync(string? main, TaskOutputs wanted, Func<string, string?> named, CancellationToken cancellationToken)
    {
        var container = main ?? "";
        if (main is null)
            wanted = new TaskOutputs { Artifacts = [.. wanted.Artifacts.Where(artifact => artifact.LogOf is not null)] };
        if (!wanted.Result && wanted.Parameters.Count == 0 && wanted.Artifacts.Count == 0)
            return CollectedOutputs.None;
        var errors = new List<string>();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var output in wanted.Parameters)
        {
            try
            {
                var value = await EngineRetries.UntilAnsweredAsync(() => ReadAsync(container, output, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false);
                if (value is null && output.HasDefault)
                    continue;
                if (value is null)
                    errors.Add($"cannot save parameter {output.Name}: file {output.Path} does not exist; write it, or give valueFrom.default");
                else if ((bytes += Encoding.UTF8.GetByteCount(value)) > (long)MostValues * tools.ValueLimit)
                    errors.Add($"cannot save parameter {output.Name}: all parameters of a task may have {(long)MostValues * tools.ValueLimit} bytes together. Pass larger things as artifacts");
                else
                    parameters[output.Name] = value;
            }
            catch (Exception error) when (error is InvalidDataException or UnauthorizedAccessException)
            {
                errors.Add($"cannot save parameter {output.Name}: {Why(error)}");
            }
        }

        var artifacts = await StoreAsync(container, wanted.Artifacts, named, errors, cancellationToken).ConfigureAwait(false);
        var result = wanted.Result ? await ResultAsync(container, errors, cancellationToken).ConfigureAwait(false) : null;
        return new CollectedOutputs(result, parameters, artifacts, errors);
    }

    private async Task<Dictionary<string, long>> StoreAsync(string container, IReadOnlyList<ArtifactOutput> wanted, Func<string, string?> named, List<string> errors, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, long>(StringComparer.Ordinal);
        var storing = new ArtifactStoring(runtime, tools);
        foreach (var artifact in wanted)
        {
            try
            {
                if ((artifact.LogOf is { } log ? named(log) : container) is { } from && await storing.StoreAsync(from, artifact, cancellationToken).ConfigureAwait(false) is { } size)
                    stored[artifact.Name] = size;
            }
            catch (Exception error) when (error is InvalidDataException or UnauthorizedAccessException)
            {
                errors.Add($"cannot save artifact {artifact.Name}: {Why(error)}");
            }
        }

        return stored;
    }

    // Null: it does not exist.
    private async Task<string?> ReadAsync(string container, OutputFile output, CancellationToken cancellationToken)
    {
        var path = output.Path;
        for (var links = 0; links < LinkLimit; links++)
        {
            var archive = await runtime.CopyOutAsync(container, path, cancellationToken).ConfigureAwait(false);
            if (archive is null)
                return null;
            await using (archive.ConfigureAwait(false))
            {
                var plain = new PlainTar(archive);
                var reader = new TarReader(plain, leaveOpen: true);
                await using (reader.ConfigureAwait(false))
                {
                    if (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is not { } entry)
                        throw new InvalidDataException($"the container engine gave an empty archive for {path}");
                    if (entry.EntryType is TarEntryType.SymbolicLink)
                    {
                        path = Resolve(path, plain.LinkName ?? entry.LinkName);
                        continue;
                    }

                    if (entry.EntryType is TarEntryType.Directory)
                        throw new InvalidDataException($"{path} is a folder; a parameter is a file");
                    return await ContentAsync(entry, path, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        throw new InvalidDataException($"{output.Path} is a chain of more than {LinkLimit} links");
    }

    // Of a container that is a process of this worker's user.
    private static string Why(Exception error) =>
        error is UnauthorizedAccessException ? $"the task has taken the right to read from what it left (chmod -R u+rX gives it back): {error.Message}" : error.Message;

    private async Task<string> ContentAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        if (entry.Length > tools.ValueLimit)
            throw new InvalidDataException($"{path} has {entry.Length} bytes; a parameter may have {tools.ValueLimit} (FLEET_VALUE_LIMIT). Pass larger things as artifacts");
        if (entry.DataStream is null)
            return "";
        var bytes = new byte[entry.Length];
        await entry.DataStream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return Decode(bytes, path);
    }

    private async Task<string?> ResultAsync(string container, List<string> errors, CancellationToken cancellationToken)
    {
        // From the beginning each time: what was read before an outage is not kept.
        var bytes = await EngineRetries.UntilAnsweredAsync(() => StandardOutputAsync(container, cancellationToken), tools.Time, cancellationToken).ConfigureAwait(false);
        try
        {
            return Decode(bytes, "standard output");
        }
        catch (InvalidDataException error)
        {
            errors.Add($"cannot save outputs.result: {error.Message}");
            return null;
        }
    }

    private async Task<byte[]> StandardOutputAsync(string container, CancellationToken cancellationToken)
    {
        var tail = new ByteTail(MessageLimits.ResultBytes);
        await foreach (var frame in runtime.FollowLogsAsync(container, 0, cancellationToken).ConfigureAwait(false))
        {
            if (frame.Stream == "stdout")
                tail.Add(frame.Bytes.Span);
        }

        return tail.ToArray();
    }

    // Exactly one trailing newline goes, as in Argo.
    private static string Decode(ReadOnlySpan<byte> bytes, string what)
    {
        if (bytes.EndsWith("\n"u8))
            bytes = bytes[..^1];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"{what} is not valid UTF-8; encode it (base64) or pass it as an artifact");
        }
    }

    private static string Resolve(string path, string target) =>
        target.StartsWith('/') ? target : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path) ?? "/", target), "/");
}
