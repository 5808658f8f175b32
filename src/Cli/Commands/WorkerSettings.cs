using System.CommandLine;
using System.Globalization;
using Fleet.Artifacts;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Worker.Execution.Http;
using Fleet.Worker.Hosting;

namespace Fleet.Cli.Commands;

/// <summary>Options of the worker that a command runs.</summary>
/// <param name="embedded">It runs in the process of <c>fleet run</c> or <c>fleet server</c>.</param>
internal sealed class WorkerSettings(bool embedded)
{
    private readonly Option<int?> slots = new("--slots") { Description = "Tasks at once (FLEET_SLOTS, default: cores).", HelpName = "N" };
    private readonly RuntimeChoice runtime = new(embedded);
    private readonly Option<string[]> labels = new("--label") { Description = "Label of the worker, KEY=VALUE (FLEET_LABELS, comma separated); fleet/pool names its pool.", HelpName = "KEY=VALUE" };
    private readonly Option<string?> targets = new("--http-targets")
    {
        Description = "Where http templates may call: any (all but link-local addresses), none, or host names, *.domain, addresses and networks with commas (FLEET_HTTP_TARGETS, default any).",
        HelpName = "TARGETS",
    };

    private readonly Option<string?> id = new("--id") { Description = "Id of the worker, unique in the Fleet (FLEET_WORKER_ID, default: host name).", HelpName = "ID" };
    private readonly Option<int?> drain = new("--drain-limit") { Description = "Seconds that a stop waits for running tasks (FLEET_DRAIN_LIMIT, default 30).", HelpName = "SECONDS" };

    private readonly Option<string?> health = new("--health-file") { Description = "File that says every second whether the worker is healthy, for health checks of its container (FLEET_HEALTH_FILE).", HelpName = "FILE" };

    private readonly ArtifactStoreOption artifacts = new();
    private readonly ArtifactCacheOption cache = new();
    private readonly SecretKeyOption secrets = new(embedded);

    private IReadOnlyList<Option> added = [];

    public void AddTo(Command command)
    {
        var before = command.Options.Count;
        AddAll(command);
        added = [.. command.Options.Skip(before)];
    }

    private void AddAll(Command command)
    {
        command.Options.Add(slots);
        runtime.AddTo(command);
        command.Options.Add(labels);
        command.Options.Add(targets);
        artifacts.AddTo(command);
        secrets.AddTo(command);
        cache.AddTo(command);
        if (embedded)
            return;
        command.Options.Add(id);
        command.Options.Add(drain);
        command.Options.Add(health);
    }

    /// <summary>The repository that artifacts go to, JSON; null: a store of the Fleet's own.</summary>
    public string? Repository(ParseResult parsed, CliEnvironment environment) => ArtifactStoreOption.RepositoryOf(artifacts.Read(parsed, environment));

    /// <summary>Folder of the artifacts, or the repository that they go to; null: not given.</summary>
    public string? ArtifactFolder(ParseResult parsed, CliEnvironment environment) => artifacts.ReadFolder(parsed, environment);

    /// <summary>The worker options that the command line names.</summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        added.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>The runtime that the command line names; null: none.</summary>
    public string? Runtime(ParseResult parsed) => runtime.Given(parsed);

    /// <summary>The worker's options and a line that says where tasks run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="before">The runtime of the run that goes on; null: a new run.</param>
    public async Task<(WorkerOptions Options, string Description)> ReadAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken, string? before = null)
    {
        var (engine, info) = await runtime.OpenAsync(parsed, environment, before, secrets.File(parsed, environment), cancellationToken);
        var options = new WorkerOptions
        {
            Id = embedded ? $"local-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}" : parsed.GetValue(id) ?? Value(environment, "FLEET_WORKER_ID") ?? Environment.MachineName,
            Runtime = engine,
            Slots = parsed.GetValue(slots) ?? Number(environment, "FLEET_SLOTS") ?? Environment.ProcessorCount,
            Labels = Labels(parsed, environment),
            Artifacts = Store(parsed, environment),
            OfferedStore = embedded ? null : address => ArtifactStoreOption.Open(address.AbsoluteUri, environment),
            ArtifactCache = cache.Read(parsed, environment),
            Secrets = secrets.Read(parsed, environment, embedded ? DataFolder.Of(parsed, environment).Ensure() : null),
            HttpTargets = Targets(parsed.GetValue(targets) ?? Value(environment, "FLEET_HTTP_TARGETS") ?? "any"),
            StorePatience = ArtifactStoreOption.Patience(environment) ?? WorkerOptions.DefaultStorePatience,
            LogLimit = LogSettings.Container(environment),
            ValueLimit = SizeSetting.ValueLimit(environment),
            DrainLimit = TimeSpan.FromSeconds((embedded ? null : parsed.GetValue(drain) ?? Number(environment, "FLEET_DRAIN_LIMIT")) ?? 30),
            NodeName = embedded ? info.HostName : null,
            HealthFile = embedded ? null : parsed.GetValue(health) ?? Value(environment, "FLEET_HEALTH_FILE"),
            Version = VersionCommand.Version,
        };
        if (options.Problems().FirstOrDefault() is { } problem)
            throw new CliException(problem, ExitCodes.Invalid);
        return (options, $"tasks run on {info.Description}, {options.Slots} at a time");
    }

    private IArtifactStore? Store(ParseResult parsed, CliEnvironment environment) => artifacts.Read(parsed, environment) is not { } place || (embedded && ArtifactStoreOption.HasSecrets(place)) ? null
        : ArtifactStoreOption.Open(place, environment);

    private static HttpTargets Targets(string text)
    {
        try
        {
            return HttpTargets.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CliException($"--http-targets (FLEET_HTTP_TARGETS): {e.Message}.", ExitCodes.Invalid);
        }
    }

    private Dictionary<string, string> Labels(ParseResult parsed, CliEnvironment environment)
    {
        var texts = (parsed.GetValue(labels) ?? []).Concat((Value(environment, "FLEET_LABELS") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new CliException($"--label {text}: expected KEY=VALUE.", ExitCodes.Invalid);
            result[text[..at]] = text[(at + 1)..];
        }

        return result;
    }

    private static string? Value(CliEnvironment environment, string name) => environment.Variable(name) is { Length: > 0 } value ? value : null;

    private static int? Number(CliEnvironment environment, string name) => Value(environment, name) is not { } text ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : throw new CliException($"{name} is '{text}': it must be a whole number.", ExitCodes.Invalid);
}
