using System.Diagnostics;

namespace Fleet.Worker.Containers.Processes;

/// <summary>What is copied in before a task starts: an archive that it unpacks in its own file system, what comes one after another as one tar; volumes are filled at once.</summary>
internal static class ProcessInputs
{
    // What .NET's writer closes an archive with.
    private const int EndBytes = 1024;
    private const int BufferBytes = 128 * 1024;
    private static readonly TimeSpan TarsLastWords = TimeSpan.FromSeconds(5);

    /// <summary>Unpacks an archive in new volumes, as the sandbox does in the task's file system: nothing that a task has made is in the way.</summary>
    /// <param name="volumes">The folder of all volumes.</param>
    /// <param name="archive">Its names begin with those of volumes.</param>
    /// <param name="cancellationToken">Given up.</param>
    /// <exception cref="ContainerRefusedException">It cannot be unpacked.</exception>
    public static async Task UnpackAsync(string volumes, Stream archive, CancellationToken cancellationToken)
    {
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-xpf", "-", "-C", volumes]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("tar did not start");
        try
        {
            var said = tar.StandardError.ReadToEndAsync(cancellationToken);
            try
            {
                await archive.CopyToAsync(tar.StandardInput.BaseStream, BufferBytes, cancellationToken);
                tar.StandardInput.Close();
            }
            catch (IOException) when (tar.WaitForExit(TarsLastWords))
            {
                // It has ended before the archive did, and says why.
            }

            await tar.WaitForExitAsync(cancellationToken);
            if (tar.ExitCode != 0)
                throw new ContainerRefusedException($"cannot unpack it: {(await said).Trim()}");
        }
        finally
        {
            // An archive that breaks off leaves it waiting.
            if (!tar.HasExited)
                tar.Kill();
        }
    }

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
