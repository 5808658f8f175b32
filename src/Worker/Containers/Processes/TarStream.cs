using System.Formats.Tar;
using System.IO.Pipelines;

namespace Fleet.Worker.Containers.Processes;

/// <summary>A file or folder as a tar archive, written while it is read; what nobody reads any more is not written.</summary>
internal static class TarStream
{
    /// <summary>The archive; its only or first entry has the name of the path.</summary>
    public static Stream Of(string path)
    {
        var pipe = new Pipe();
        _ = WriteAsync(path, pipe);
        return pipe.Reader.AsStream();
    }

    private static async Task WriteAsync(string path, Pipe pipe)
    {
        try
        {
            await using (var archive = new TarWriter(new Unread(pipe.Writer), TarEntryFormat.Pax, leaveOpen: false))
                await AddAsync(archive, path, Path.GetFileName(path));
            await pipe.Writer.CompleteAsync();
        }
        catch (Exception error)
        {
            // It comes out where the archive is read.
            await pipe.Writer.CompleteAsync(error);
        }
    }

    // Links are written as links; marks of an overlay are no files.
    private static async Task AddAsync(TarWriter archive, string path, string name)
    {
        var kind = Native.KindOf(path);
        if (kind is FileKind.File or FileKind.Link or FileKind.Folder)
            await archive.WriteEntryAsync(path, name);
        if (kind != FileKind.Folder)
            return;
        foreach (var inner in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
            await AddAsync(archive, inner, name + "/" + Path.GetFileName(inner));
    }

    private sealed class Unread(PipeWriter writer) : Stream
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

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await writer.WriteAsync(buffer, cancellationToken)).IsCompleted)
                throw new IOException("nobody reads the archive any more");
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
