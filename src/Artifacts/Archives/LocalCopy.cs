using Fleet.Artifacts.Caching;

namespace Fleet.Artifacts.Archives;

/// <summary>A stream that may be read synchronously and by jumps: .NET reads a zip's directory only so, and an object behind a network gives neither well.</summary>
internal static class LocalCopy
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>The stream itself if it is a local one, else a temporary file with its content, which goes when it is closed.</summary>
    public static async Task<Stream> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (stream is FileStream or MemoryStream or KeptContent)
            return stream;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"fleet-{Guid.NewGuid():N}"), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = BufferBytes,
        });
        try
        {
            await stream.CopyToAsync(file, BufferBytes, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
