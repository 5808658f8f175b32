using System.CommandLine;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Host;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary>Where the artifacts of a Fleet are kept: the same place for all its processes.</summary>
internal sealed class ArtifactStoreOption
{
    private readonly Option<string?> place = new("--artifact-store")
    {
        Description = "Where the artifacts are: a folder of this host, or one that all hosts mount; for a worker also the address of the coordinator's API, http://HOST:2746, with its FLEET_TOKEN (FLEET_ARTIFACT_STORE).",
        HelpName = "PLACE",
    };

    public void AddTo(Command command) => command.Options.Add(place);

    /// <summary>Address or absolute folder; null: not given.</summary>
    public string? Read(ParseResult parsed, CliEnvironment environment) =>
        (parsed.GetValue(place) ?? environment.Variable("FLEET_ARTIFACT_STORE")) is not { Length: > 0 } given ? null
        : !given.Contains("://", StringComparison.Ordinal) ? Path.GetFullPath(given)
        : AddressOf(given) is not null ? given
        : throw new CliException($"--artifact-store (FLEET_ARTIFACT_STORE) '{given}' is neither a folder nor the address of a coordinator; write http://HOST:2746 or /a/folder.", ExitCodes.Invalid);

    /// <summary>The folder in which a coordinator keeps artifacts; null: not given.</summary>
    public string? ReadFolder(ParseResult parsed, CliEnvironment environment) => Read(parsed, environment) is not { } given ? null
        : AddressOf(given) is null ? given
        : throw new CliException($"--artifact-store (FLEET_ARTIFACT_STORE) '{given}' is an address: a coordinator keeps the artifacts itself and offers them to workers. Name a folder, or leave it out.", ExitCodes.Invalid);

    /// <summary>The store at a place.</summary>
    /// <param name="at">Address or folder.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="token">Token for the address; null: <c>FLEET_TOKEN</c>.</param>
    public static IArtifactStore Open(string at, CliEnvironment environment, string? token = null) => AddressOf(at) is { } address
        ? new HttpFleetArtifactStore(address, token ?? environment.Variable("FLEET_TOKEN"), environment.Time)
        : new FileArtifactStore(at, environment.Time);

    private static Uri? AddressOf(string place) => Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}
