using System.Buffers;
using System.IO.Pipelines;

namespace Fleet.Artifacts;

/// <summary>What a writer writes, as a stream that is read: some of it at a time, so that memory use stays the same. What nobody reads any more is not written.</summary>
public static class FedStream
{
    private const int Ahead = 1 << 20;

    /// <summary>The stream. An error of the writer comes out where it is read.</summary>
    /// <param name="write">Writes everything; runs while the stream is read.</param>
    public static Stream Of(Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, useSynchronizationContext: false));
        _ = WriteAsync(write, pipe.Writer);
        return pipe.Reader.AsStream();
    }

    private static async Task WriteAsync(Func<Stream, Task> write, PipeWriter pipe)
    {
        try
        {
            // Not before the caller has the stream.
            await Task.Yield();
            var stream = new Feeding(pipe);
            await using (stream.ConfigureAwait(false))
                await write(stream).ConfigureAwait(false);
            await pipe.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            await pipe.CompleteAsync(error).ConfigureAwait(false);
        }
    }

    private sealed class Feeding(PipeWriter pipe) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        // Headers and the like: they go with what is written next, and do not wait.
        public override void Write(byte[] buffer, int offset, int count) => pipe.Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => pipe.Write(buffer);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await pipe.WriteAsync(buffer, cancellationToken).ConfigureAwait(false)).IsCompleted)
                throw new IOException("nobody reads the stream any more");
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
