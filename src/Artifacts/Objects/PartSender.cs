namespace Fleet.Artifacts.Objects;

/// <summary>Stores one stream of unknown length: what fits into one part in one request, else in parts of which a few are on their way at the same time.</summary>
/// <param name="upload">Where to.</param>
/// <param name="sizes">How large the parts are.</param>
internal sealed class PartSender(IPartedUpload upload, PartSizes sizes)
{
    /// <summary>Parts on their way at the same time.</summary>
    private const int Parallel = 4;

    private readonly PartMemory _memory = PartMemory.OfProcess;

    /// <summary>Stores it.</summary>
    /// <param name="content">What is stored; its errors are passed on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RunAsync(Stream content, CancellationToken cancellationToken)
    {
        if (content is MemoryStream { Position: 0 } && content.Length < sizes.Of(1))
        {
            // It is in memory, and somebody has counted it.
            await upload.PutAsync(content, cancellationToken).ConfigureAwait(false);
            return;
        }

        var (first, bytes, ended) = await ReadPartAsync(content, 1, cancellationToken).ConfigureAwait(false);
        if (!ended)
        {
            await InPartsAsync(content, first, bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await upload.PutAsync(new MemoryStream(first, 0, bytes, writable: false), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Return(1, first);
        }
    }

    private async Task InPartsAsync(Stream content, byte[] first, int bytes, CancellationToken cancellationToken)
    {
        try
        {
            await upload.BeginAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Return(1, first);
            throw;
        }

        // The first failure ends the others.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<(int Number, string Part)>>();
        try
        {
            var parts = await SendAllAsync(content, first, bytes, running, failed).ConfigureAwait(false);
            await upload.EndAsync(parts, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await upload.AbortAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<string[]> SendAllAsync(Stream content, byte[] buffer, int bytes, List<Task<(int Number, string Part)>> running, CancellationTokenSource failed)
    {
        var parts = new List<(int Number, string Part)>();
        for (var number = 1; ; number++)
        {
            running.Add(SendAsync(number, buffer, bytes, failed.Token));
            // The next one is read while the others are on their way.
            (buffer, bytes, var ended) = await ReadPartAsync(content, number + 1, failed.Token).ConfigureAwait(false);
            if (bytes == 0)
            {
                Return(number + 1, buffer);
                break;
            }

            try
            {
                if (running.Count == Parallel)
                    parts.Add(await TakeAsync(running).ConfigureAwait(false));
            }
            catch
            {
                Return(number + 1, buffer);
                throw;
            }

            if (!ended)
                continue;
            running.Add(SendAsync(number + 1, buffer, bytes, failed.Token));
            break;
        }

        while (running.Count > 0)
            parts.Add(await TakeAsync(running).ConfigureAwait(false));
        return [.. parts.OrderBy(part => part.Number).Select(part => part.Part)];
    }

    private static async Task<(int Number, string Part)> TakeAsync(List<Task<(int Number, string Part)>> running)
    {
        var done = await Task.WhenAny(running).ConfigureAwait(false);
        var part = await done.ConfigureAwait(false);
        running.Remove(done);
        return part;
    }

    private async Task<(int Number, string Part)> SendAsync(int number, byte[] buffer, int bytes, CancellationToken cancellationToken)
    {
        // Clients sign what they send, on the thread that calls: not on that of who reads.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return (number, await upload.SendAsync(number, new MemoryStream(buffer, 0, bytes, writable: false), cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Return(number, buffer);
        }
    }

    private async Task<(byte[] Buffer, int Bytes, bool Ended)> ReadPartAsync(Stream content, int number, CancellationToken cancellationToken)
    {
        var size = sizes.Of(number);
        await _memory.TakeAsync(size, cancellationToken).ConfigureAwait(false);
        var buffer = PartBuffers.OfProcess.Rent(size);
        try
        {
            var bytes = await content.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return (buffer, bytes, bytes < size);
        }
        catch
        {
            Return(number, buffer);
            throw;
        }
    }

    private void Return(int number, byte[] buffer)
    {
        PartBuffers.OfProcess.Return(buffer);
        _memory.Give(sizes.Of(number));
    }
}
