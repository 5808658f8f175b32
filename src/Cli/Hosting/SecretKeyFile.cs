using Fleet.Cli.Output;
using Fleet.Contracts;

namespace Fleet.Cli.Hosting;

/// <summary>A file with keys that seal Secrets.</summary>
internal static class SecretKeyFile
{
    /// <summary>Reads a file that somebody has given.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"the secret key file {path} cannot be read: {e.Message}", ExitCodes.Invalid);
        }
    }

    /// <summary>Reads a file, which is made with a new key when it is not there: once, whole, and readable by its owner only. Its folder exists.</summary>
    /// <exception cref="CliException">It cannot be read or made.</exception>
    public static string ReadOrMake(string path)
    {
        if (!File.Exists(path))
            Make(path);
        return Read(path);
    }

    private static void Make(string path)
    {
        var next = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var file = new FileStream(next, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            using (var text = new StreamWriter(file))
            {
                text.WriteLine("# Seals the Secrets of this data folder: without it they cannot be read.");
                text.WriteLine(SecretKey.Create().Export());
            }

            File.Move(next, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key is the one.
            File.Delete(next);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"the secret key file {path} cannot be made: {e.Message}");
        }
    }
}
