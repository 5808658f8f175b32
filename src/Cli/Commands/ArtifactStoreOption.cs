using System.CommandLine;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>The folder where the artifacts of a Fleet are kept: the same one for all its processes.</summary>
internal sealed class ArtifactStoreOption
{
    private readonly Option<string?> folder = new("--artifact-store")
    {
        Description = "Folder of the artifacts, the same one for coordinator and workers: of this host, or one that all hosts mount (FLEET_ARTIFACT_STORE).",
        HelpName = "DIR",
    };

    public void AddTo(Command command) => command.Options.Add(folder);

    /// <summary>The folder; null: not given.</summary>
    public string? Read(ParseResult parsed, CliEnvironment environment) =>
        (parsed.GetValue(folder) ?? environment.Variable("FLEET_ARTIFACT_STORE")) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    /// <summary>The store in a folder.</summary>
    public static IArtifactStore Open(string folder, CliEnvironment environment) => new FileArtifactStore(folder, environment.Time);
}
