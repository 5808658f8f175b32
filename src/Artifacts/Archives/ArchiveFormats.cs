using System.IO.Compression;

namespace Fleet.Artifacts.Archives;

/// <summary>Tells formats of archives apart, and opens them.</summary>
internal static class ArchiveFormats
{
    private const int Block = 512;
    private const int SumAt = 148;
    private const int SumLength = 8;
    private const int RestBytes = 16 * 1024;

    /// <summary>Whether it is a tar compressed with gzip, as Argo looks; the stream is at its beginning afterwards.</summary>
    public static async Task<bool> IsCompressedTarAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            if (!await IsGzipAsync(stream, cancellationToken).ConfigureAwait(false))
                return false;
            var gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            await using (gzip.ConfigureAwait(false))
            {
                var block = new byte[Block];
                return await gzip.ReadAtLeastAsync(block, Block, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == Block && IsTarHeader(block);
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            stream.Position = 0;
        }
    }

    /// <summary>The items of an archive.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="countRest">Counts bytes behind the end of a tar, which are read then: gzip's checksum lies behind them; null: they are not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArtifactRefusedException">It is broken or hostile by itself.</exception>
    public static async IAsyncEnumerable<ArchiveItem> ReadAsync(Stream stream, ArchiveKind kind, Action<long>? countRest, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (kind == ArchiveKind.Zip)
        {
            await foreach (var item in ZipItems.ReadAsync(stream, cancellationToken).ConfigureAwait(false))
                yield return item;
            yield break;
        }

        var compressed = await IsGzipAsync(stream, cancellationToken).ConfigureAwait(false);
        var tar = compressed ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : stream;
        await foreach (var item in TarItems.ReadAsync(tar, onlyContent: false, cancellationToken).ConfigureAwait(false))
            yield return item;
        var rest = new byte[countRest is null ? 0 : RestBytes];
        while (rest.Length > 0 && await tar.ReadAsync(rest, cancellationToken).ConfigureAwait(false) is var read and > 0)
            countRest!(read);
        if (compressed)
            await tar.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<bool> IsGzipAsync(Stream stream, CancellationToken cancellationToken)
    {
        var magic = new byte[2];
        var read = await stream.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        stream.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b];
    }

    // The sum of the header's bytes, its own field counted as blanks. An archive of nothing is two empty blocks.
    private static bool IsTarHeader(byte[] block)
    {
        if (block.All(b => b == 0))
            return true;
        var sum = 0;
        for (var i = 0; i < Block; i++)
            sum += i is >= SumAt and < SumAt + SumLength ? ' ' : block[i];
        var written = System.Text.Encoding.ASCII.GetString(block, SumAt, SumLength).Trim('\0', ' ');
        try
        {
            return written.Length > 0 && Convert.ToInt32(written, 8) == sum;
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }
}
