using System.CommandLine;
using Fleet.Artifacts;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Host;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Runs;
using Fleet.Contracts;
using Fleet.Coordinator.Api.Http;
using Fleet.Coordinator.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Commands;

/// <summary><c>server</c> (coordinator and worker in one process), <c>coordinator</c> and <c>worker</c>: each runs until SIGTERM or Ctrl-C.</summary>
internal static class ServerCommands
{
    private static Option<string?> Amqp() => new("--amqp") { Description = "Broker, amqp://user:password@host:5672/ (FLEET_AMQP, which does not show in process lists).", HelpName = "URL" };

    private static Option<string?> Store() => new("--store") { Description = "Store: a SQLite file or postgres://user:password@host/database (FLEET_STORE, default: the data folder).", HelpName = "STORE" };

    private static Option<string?> Listen() => new("--listen") { Description = $"Address of the API (FLEET_LISTEN, default {ApiListen.DefaultUrl}); any but loopback needs FLEET_TOKEN.", HelpName = "URL" };

    public static Command Server(CliEnvironment environment)
    {
        var (amqp, store, listen, worker) = (Amqp(), Store(), Listen(), new WorkerSettings(embedded: true));
        var command = new Command("server", "Runs a whole Fleet in this process: API, coordinator and worker; with --amqp the queues too.") { amqp, store, listen };
        worker.AddTo(command);
        command.SetAction((parsed, _) => ServeAsync(parsed, environment, DataFolder.Of(parsed, environment).Ensure(), amqp, store, listen, worker, worker.ArtifactFolder(parsed, environment), SecretCipher.None));
        return command;
    }

    public static Command Coordinator(CliEnvironment environment)
    {
        var (amqp, store, listen, artifacts, secrets) = (Amqp(), Store(), Listen(), new ArtifactStoreOption(), new SecretKeyOption(embedded: false));
        var command = new Command("coordinator", "Runs a coordinator: API, queues and decisions; workers are other processes.") { amqp, store, listen };
        artifacts.AddTo(command);
        secrets.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            if (Setting(parsed, environment, amqp, "FLEET_AMQP") is null)
                throw new CliException("a coordinator needs a broker: set FLEET_AMQP (amqp://user:password@host:5672/). Without one, `fleet server` runs everything in one process.", ExitCodes.Invalid);
            return ServeAsync(parsed, environment, DataFolder.Of(parsed, environment).Ensure(), amqp, store, listen, worker: null, artifacts.ReadFolder(parsed, environment), secrets.Read(parsed, environment, otherwise: null));
        });
        return command;
    }

    public static Command Worker(CliEnvironment environment)
    {
        var (amqp, worker) = (Amqp(), new WorkerSettings(embedded: false));
        var command = new Command("worker", "Runs a worker: takes tasks from the broker and runs their containers. SIGTERM drains it.") { amqp };
        worker.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var broker = Broker(parsed, environment, amqp) ?? throw new CliException("a worker needs a broker: set FLEET_AMQP (amqp://user:password@host:5672/).", ExitCodes.Invalid);
            var (options, description) = await worker.ReadAsync(parsed, environment, CancellationToken.None);
            await environment.Error.WriteLineAsync(description);
            var embedded = new EmbeddedOptions
            {
                Broker = broker,
                ConnectionName = "fleet worker " + options.Id,
                Worker = options,
                LogLevel = LogLevels.Of(environment, LogLevel.Information),
                ShutdownTimeout = options.DrainLimit + TimeSpan.FromSeconds(20),
            };
            return await RunAsync(environment, embedded, (_, _) => Task.CompletedTask);
        });
        return command;
    }

    // As workers of other hosts reach it, which this process cannot know.
    private static string? ApiAddress(CliEnvironment environment) => environment.Variable("FLEET_API_ADDRESS") is not { Length: > 0 } address ? null
        : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? address
        : throw new CliException($"FLEET_API_ADDRESS is '{address}': it must be the address of this coordinator's API as workers reach it, such as http://coordinator:2746.", ExitCodes.Invalid);

    // Cheap settings are checked before the engine is asked.
    private static async Task<int> ServeAsync(ParseResult parsed, CliEnvironment environment, DataFolder data, Option<string?> amqp, Option<string?> store, Option<string?> listen, WorkerSettings? worker, string? artifacts, SecretCipher secrets)
    {
        var api = new ApiListen(Setting(parsed, environment, listen, "FLEET_LISTEN") ?? ApiListen.DefaultUrl, environment.Variable("FLEET_TOKEN"));
        if (api.Problem() is { } problem)
            throw new CliException(problem, ExitCodes.Invalid);
        var (broker, events) = (Broker(parsed, environment, amqp), Events(environment));
        if (broker is null && data.FindServer() is { } other)
            throw new CliException($"the data folder {data.Path} belongs to the server at {other.Address} (process {other.ProcessId}). Stop that one, or name another folder (--data DIR, FLEET_DATA).");
        // A coordinator keeps the artifacts itself unless it is given a folder; a server's are files, as those of fleet run on its data folder.
        var repository = ArtifactStoreOption.RepositoryOf(artifacts);
        if (ArtifactStoreOption.HasSecrets(repository))
            artifacts = null;
        IArtifactStore kept = repository is not null && artifacts is not null ? ArtifactStoreOption.Open(repository, environment)
            : worker is null && artifacts is null ? new HostArtifactStore(data.HostArtifacts, environment.Time) : new FileArtifactStore(artifacts ?? data.Artifacts, environment.Time);
        var options = new EmbeddedOptions
        {
            Broker = broker,
            ConnectionName = "fleet coordinator",
            Store = Setting(parsed, environment, store, "FLEET_STORE") ?? data.Store,
            Logs = data.Logs,
            LogWorkflowLimit = LogSettings.Workflow(environment),
            LogRetention = LogSettings.Retention(environment),
            // Local processes of a data folder are seen by a worker in a process on it alone, which this one may not have.
            Coordinator = new CoordinatorOptions { ApiAddress = ApiAddress(environment), Events = broker is null ? EventLevel.None : events, TakeOverRuntimes = ["docker", "dummy"], ArtifactRepository = repository, Artifacts = kept, Secrets = secrets, NodeLimit = NodeLimitSetting.Of(environment), ValueLimit = SizeSetting.ValueLimit(environment), SubmissionLimit = SizeSetting.SubmissionLimit(environment), StorePatience = ArtifactStoreOption.Patience(environment) ?? CoordinatorOptions.DefaultStorePatience },
            LogLevel = LogLevels.Of(environment, LogLevel.Information),
        };
        if (worker is not null)
        {
            var (own, description) = await worker.ReadAsync(parsed, environment, CancellationToken.None);
            await environment.Error.WriteLineAsync(description);
            own = own with { Artifacts = kept };
            // A second server on the folder is a standby: its worker is another one.
            options = options with { Coordinator = options.Coordinator! with { TakeOverRuntimes = [own.Runtime.Name], Secrets = own.Secrets }, Worker = data.FindServer() is null ? own with { Id = data.WorkerId } : own };
        }

        return await RunAsync(environment, options, async (fleet, cancellationToken) =>
        {
            try
            {
                await fleet.ListenAsync(api, cancellationToken);
            }
            catch (IOException e)
            {
                throw new CliException($"cannot listen on {api.Url}: {e.GetBaseException().Message}. Does another server run there? --listen (FLEET_LISTEN) names another address.");
            }

            var reach = ApiListen.FromHere(fleet.Address!);
            data.WriteServer(reach, api.Token);
            await environment.Error.WriteLineAsync($"listening on {fleet.Address}{(api.Token is null ? "" : ", with a token")}");
            await environment.Error.WriteLineAsync($"commands on the data folder {data.Path} find it by themselves; others: FLEET_SERVER={reach}{(api.Token is null ? "" : " and its FLEET_TOKEN")}");
        }, data.RemoveServer);
    }

    private static async Task<int> RunAsync(CliEnvironment environment, EmbeddedOptions options, Func<EmbeddedFleet, CancellationToken, Task> begin, Action? end = null)
    {
        await using var signals = new InterruptSignals();
        await using var fleet = await EmbeddedFleet.StartAsync(options, environment, signals.Killed);
        await begin(fleet, signals.Killed);
        try
        {
            await Task.Delay(Timeout.Infinite, signals.Killed);
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }

        end?.Invoke();
        await fleet.StopAsync(CancellationToken.None);
        return ExitCodes.Succeeded;
    }

    private static Uri? Broker(ParseResult parsed, CliEnvironment environment, Option<string?> option) => Setting(parsed, environment, option, "FLEET_AMQP") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" ? uri
        : throw new CliException("--amqp (FLEET_AMQP) is no broker address; write amqp://user:password@host:5672/.", ExitCodes.Invalid);

    private static EventLevel Events(CliEnvironment environment) => environment.Variable("FLEET_EVENTS") switch
    {
        "none" => EventLevel.None,
        "nodes" => EventLevel.Nodes,
        null or "" or "workflows" => EventLevel.Workflows,
        var other => throw new CliException($"FLEET_EVENTS is '{other}'; it must be none, workflows (the default) or nodes.", ExitCodes.Invalid),
    };

    private static string? Setting(ParseResult parsed, CliEnvironment environment, Option<string?> option, string variable) =>
        parsed.GetValue(option) is { Length: > 0 } given ? given : environment.Variable(variable) is { Length: > 0 } value ? value : null;
}
