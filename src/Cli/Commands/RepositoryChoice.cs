using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Reads what <c>--artifact-store</c> says of an object store: an address, or a file in the shape of Argo's <c>artifactRepository</c>.</summary>
internal static class RepositoryChoice
{
    /// <summary>The repository as JSON (<see cref="ArtifactRepository.Json"/>); null: it is none, but a folder or an address.</summary>
    /// <exception cref="CliException">It is one, and wrong.</exception>
    public static string? Read(string given)
    {
        if (given.StartsWith('{'))
            return Checked(given, given);
        if (RepositoryAddress.IsOne(given))
            return Checked(RepositoryAddress.Read(given), given);
        return Path.GetExtension(given) is ".yaml" or ".yml" or ".json" && File.Exists(given) ? Checked(OfFile(given), given) : null;
    }

    /// <summary>Says what is wrong with a place.</summary>
    internal static CliException Wrong(string given, string why) => new($"--artifact-store (FLEET_ARTIFACT_STORE) '{given}' {why}.", ExitCodes.Invalid);

    private static string OfFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"cannot be read: {error.Message}");
        }
    }

    private static string Checked(string text, string given)
    {
        try
        {
            return ArtifactRepository.Parse(text).Json;
        }
        catch (SpecFormatException error)
        {
            throw Wrong(given, $"is wrong: {error.Message}");
        }
    }
}
