using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Fleet.Worker.Containers.Docker;

/// <summary>
/// Reads the engine's log stream frame by frame (https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach, "Stream format"): a frame is
/// one line, or a 16 KiB piece of a longer one, and begins with its timestamp. The stream of a terminal has no frames; there a newline or a full piece ends one.
/// </summary>
internal static class LogFrames
{
    private const int HeaderBytes = 8;
    private const int PieceBytes = 16 * 1024;
    private const byte StandardOutput = 1;
    private const byte StandardError = 2;

    /// <summary>All frames of a stream.</summary>
    public static IAsyncEnumerable<LogFrame> ReadAsync(Stream stream, bool terminal, CancellationToken cancellationToken) =>
        terminal ? ReadTerminalAsync(stream, cancellationToken) : ReadMultiplexedAsync(stream, cancellationToken);

    private static async IAsyncEnumerable<LogFrame> ReadMultiplexedAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        while (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken) == HeaderBytes)
        {
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4))];
            await stream.ReadExactlyAsync(payload, cancellationToken);
            var name = header[0] switch { StandardOutput => "stdout", StandardError => "stderr", _ => null };
            // Anything else is the engine's own remark that it cannot read its file.
            if (name is not null)
                yield return Frame(name, payload);
        }
    }

    private static async IAsyncEnumerable<LogFrame> ReadTerminalAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[4 * PieceBytes];
        var count = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken);
            count += read;
            var start = 0;
            while (NextEnd(buffer.AsSpan(start, count - start)) is var length and > 0)
            {
                yield return Frame("stdout", buffer[start..(start + length)]);
                start += length;
            }
            buffer.AsSpan(start, count - start).CopyTo(buffer);
            count -= start;
            if (read > 0)
                continue;
            if (count > 0)
                yield return Frame("stdout", buffer[..count]);
            yield break;
        }
    }

    private static int NextEnd(ReadOnlySpan<byte> bytes)
    {
        var newline = bytes.IndexOf((byte)'\n');
        var full = bytes.IndexOf((byte)' ') + 1 + PieceBytes;
        if (newline >= 0 && newline < full)
            return newline + 1;
        return bytes.Length >= full ? full : 0;
    }

    private static LogFrame Frame(string stream, byte[] payload)
    {
        var blank = Array.IndexOf(payload, (byte)' ');
        return blank > 0 && LogTimestamp.TryParse(payload.AsSpan(0, blank), out var nanos)
            ? new LogFrame(stream, nanos, payload.AsMemory(blank + 1))
            : throw new IOException("the engine sent a log line without a timestamp");
    }
}
