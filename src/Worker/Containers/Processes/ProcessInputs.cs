namespace Fleet.Worker.Containers.Processes;

/// <summary>The archive that a task unpacks in its own file system before it starts: what is copied in one after another, as one tar.</summary>
internal static class ProcessInputs
{
    // What .NET's writer closes an archive with.
    private const int EndBytes = 1024;
    private const int BufferBytes = 128 * 1024;

    /// <summary>Adds an archive; one that breaks off leaves what was there.</summary>
    public static async Task AddAsync(string box, Stream archive, CancellationToken cancellationToken)
    {
        var file = new FileStream(Path.Combine(box, "in.tar"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            var before = Math.Max(0, file.Length - EndBytes);
            file.Position = before;
            try
            {
                await archive.CopyToAsync(file, BufferBytes, cancellationToken);
            }
            catch
            {
                file.SetLength(before);
                // Zeros again, from the end that there was.
                file.SetLength(before == 0 ? 0 : before + EndBytes);
                throw;
            }
        }
    }
}
