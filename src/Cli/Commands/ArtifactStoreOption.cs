using System.CommandLine;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Places;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Commands;

/// <summary>Where the artifacts of a Fleet are kept: the same place for all its processes.</summary>
internal sealed class ArtifactStoreOption
{
    private readonly Option<string?> place = new("--artifact-store")
    {
        Description = "Where the artifacts are: a folder of this host, or one that all hosts mount; for a worker also the address of the coordinator's API, http://HOST:2746, with its FLEET_TOKEN; or an object store, s3://BUCKET (gcs://, oss://, azure://) or a YAML file (FLEET_ARTIFACT_STORE).",
        HelpName = "PLACE",
    };

    public void AddTo(Command command) => command.Options.Add(place);

    /// <summary>Address, absolute folder, or a repository as JSON; null: not given.</summary>
    public string? Read(ParseResult parsed, CliEnvironment environment) =>
        (parsed.GetValue(place) ?? environment.Variable("FLEET_ARTIFACT_STORE")) is not { Length: > 0 } given ? null
        : RepositoryChoice.Read(given) is { } repository ? repository
        : !given.Contains("://", StringComparison.Ordinal) ? Path.GetFullPath(given)
        : AddressOf(given) is not null ? given
        : throw new CliException($"--artifact-store (FLEET_ARTIFACT_STORE) '{given}' is neither a folder, nor the address of a coordinator or of a bucket; write /a/folder, http://HOST:2746 or s3://BUCKET (gcs://, oss://, azure://).", ExitCodes.Invalid);

    /// <summary>The folder in which a coordinator keeps artifacts, or the repository to which it sends them; null: not given.</summary>
    public string? ReadFolder(ParseResult parsed, CliEnvironment environment) => Read(parsed, environment) is not { } given ? null
        : AddressOf(given) is null ? given
        : throw new CliException($"--artifact-store (FLEET_ARTIFACT_STORE) '{given}' is an address: a coordinator keeps the artifacts itself and offers them to workers. Name a folder or a bucket, or leave it out.", ExitCodes.Invalid);

    /// <summary>How long a task asks a store that does not answer again (<c>FLEET_ARTIFACT_PATIENCE</c>); null: not given.</summary>
    public static TimeSpan? Patience(CliEnvironment environment) => CommandOptions.ParseDuration("FLEET_ARTIFACT_PATIENCE", environment.Variable("FLEET_ARTIFACT_PATIENCE"));

    /// <summary>The store at a place.</summary>
    /// <param name="at">Address, folder or repository.</param>
    /// <param name="environment">The surroundings.</param>
    public static IArtifactStore Open(string at, CliEnvironment environment) => RepositoryOf(at) is { } repository ? OpenRepository(repository, Patience(environment))
        : AddressOf(at) is { } address ? new HttpFleetArtifactStore(address, environment.Variable("FLEET_TOKEN"), environment.Time, patience: Patience(environment))
        : new FileArtifactStore(at, environment.Time);

    /// <summary>The own store of a data folder that no server owns: what <c>FLEET_ARTIFACT_STORE</c> names, else the folder in it.</summary>
    public static IArtifactStore OfFolder(DataFolder data, CliEnvironment environment)
    {
        var given = environment.Variable("FLEET_ARTIFACT_STORE") is { Length: > 0 } named ? RepositoryChoice.Read(named) ?? named : data.Artifacts;
        return Open(HasSecrets(given) ? data.Artifacts : given, environment);
    }

    /// <summary>The keys of a repository are in Secrets, of which each namespace has its own: it is a store for workflows, and none for the Fleet itself.</summary>
    public static bool HasSecrets(string? place) => RepositoryOf(place) is { } repository && SecretSelectors.Of(repository).Count > 0;

    private static IArtifactStore OpenRepository(string repository, TimeSpan? patience) => HasSecrets(repository)
        ? throw new CliException("--artifact-store (FLEET_ARTIFACT_STORE) names a repository whose keys are in Secrets: that is for the coordinator, which passes it on to workers with each task. Here, leave the option out, or leave those fields out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (Azure: AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY).", ExitCodes.Invalid)
        : ArtifactPlaces.Open(ArtifactRepository.Read(repository).Location!, patience);

    /// <summary>The repository, where it is one; null: a folder or an address.</summary>
    public static string? RepositoryOf(string? at) => at is ['{', ..] ? at : null;

    private static Uri? AddressOf(string place) => Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
}
