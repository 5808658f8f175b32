using System.CommandLine;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Containers.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Cli.Commands;

/// <summary>Which container runtime a worker uses: said, or found.</summary>
/// <param name="embedded">The worker runs in the process of <c>fleet run</c> or <c>fleet server</c>.</param>
internal sealed class RuntimeChoice(bool embedded)
{
    private readonly Option<string?> runtime = new("--runtime")
    {
        Description = "Where tasks run: docker, process (processes of this machine, each in a sandbox) or dummy (starts nothing) (FLEET_RUNTIME, default: "
            + (embedded ? "docker when an engine answers, else process)." : "docker)."),
        HelpName = "RUNTIME",
    };

    private readonly Option<bool> unprotected = new("--unprotected") { Description = "Let local processes run without a sandbox: they can change and delete whatever you can." };

    private readonly OperatorLeave.Options leave = new();

    public void AddTo(Command command)
    {
        command.Options.Add(runtime);
        command.Options.Add(unprotected);
        leave.AddTo(command);
    }

    /// <summary>The runtime that the command line names; null: none.</summary>
    public string? Given(ParseResult parsed) => parsed.GetValue(runtime);

    /// <summary>A runtime by its name; the engine is not asked yet.</summary>
    public static IContainerRuntime Named(string name, DataFolder data, CliEnvironment environment) => name switch
    {
        "docker" => Docker(environment, OperatorLeave.None),
        "process" => Processes(data, environment, bare: false, keys: null, OperatorLeave.None),
        _ => new DummyRuntime(new DummyEngine(environment.Time)),
    };

    /// <summary>The runtime, ready, and what it is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">The surroundings.</param>
    /// <param name="before">The runtime of the run that goes on, for when the command line names none; null: a new run.</param>
    /// <param name="keys">File with the secret keys, which local processes must not see; null: there is none, or it is in the data folder.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="CliException">It cannot be had; the message says what to do.</exception>
    public async Task<(IContainerRuntime Engine, EngineInfo Info)> OpenAsync(ParseResult parsed, CliEnvironment environment, string? before, string? keys, CancellationToken cancellationToken)
    {
        var bare = parsed.GetValue(unprotected);
        var allowed = leave.Read(parsed, environment);
        var said = parsed.GetValue(runtime) ?? before ?? (environment.Variable("FLEET_RUNTIME") is { Length: > 0 } variable ? variable : null);
        if (bare && said is not (null or "process"))
            throw new CliException($"--unprotected is for local processes: say --runtime process, not {said}.", ExitCodes.Invalid);
        return said switch
        {
            "docker" => await OpenAsync(Docker(environment, allowed), cancellationToken),
            "process" => await OpenAsync(Processes(DataFolder.Of(parsed, environment), environment, bare, keys, allowed), cancellationToken),
            "dummy" => await OpenAsync(new DummyRuntime(new DummyEngine(environment.Time)), cancellationToken),
            null when embedded => await FindAsync(parsed, environment, bare, keys, allowed, cancellationToken),
            // A worker of a Fleet never falls back to processes of its host: somebody must say it.
            null => await OpenAsync(Docker(environment, allowed), cancellationToken),
            _ => throw new CliException($"--runtime {said}: expected docker, process or dummy.", ExitCodes.Invalid),
        };
    }

    private static async Task<(IContainerRuntime Engine, EngineInfo Info)> FindAsync(ParseResult parsed, CliEnvironment environment, bool bare, string? keys, OperatorLeave allowed, CancellationToken cancellationToken)
    {
        CliException noEngine;
        try
        {
            return await OpenAsync(Docker(environment, allowed), cancellationToken);
        }
        catch (CliException e)
        {
            noEngine = e;
        }

        try
        {
            return await OpenAsync(Processes(DataFolder.Of(parsed, environment), environment, bare, keys, allowed), cancellationToken);
        }
        catch (CliException noProcesses)
        {
            throw new CliException($"nothing here can run tasks. Containers: {noEngine.Message} Processes: {noProcesses.Message}");
        }
    }

    private static DockerRuntime Docker(CliEnvironment environment, OperatorLeave allowed) => new(new DockerRuntimeOptions { Init = !IsFalse(environment.Variable("FLEET_DOCKER_INIT")), HostPaths = allowed.Paths, AllowPrivileged = allowed.Privileged, AllowHostNetwork = allowed.HostNetwork }, NullLogger<DockerRuntime>.Instance, environment.Time);

    private static bool IsFalse(string? text) => string.Equals(text, "false", StringComparison.OrdinalIgnoreCase);

    private static ProcessRuntime Processes(DataFolder data, CliEnvironment environment, bool bare, string? keys, OperatorLeave allowed)
    {
        data.Ensure();
        using var loggers = new LineLoggerProvider(environment.Error, LogLevels.Of(environment), environment.Time);
        return new ProcessRuntime(new ProcessRuntimeOptions { Scratch = data.Scratch, Hidden = keys is null ? [data.Path] : [data.Path, Path.GetFullPath(keys)], Unprotected = bare, HostPaths = allowed.Paths }, loggers.CreateLogger(nameof(ProcessRuntime)), environment.Time);
    }

    private static async Task<(IContainerRuntime Engine, EngineInfo Info)> OpenAsync(IContainerRuntime engine, CancellationToken cancellationToken)
    {
        try
        {
            return (engine, await engine.InfoAsync(cancellationToken));
        }
        catch (Exception e) when (e is EngineUnavailableException or ContainerRefusedException)
        {
            await engine.DisposeAsync();
            throw new CliException(e is EngineUnavailableException
                ? $"no container engine answers: {e.Message}. Start one, set DOCKER_HOST, or say --runtime process (processes of this machine) or dummy (starts nothing)."
                : e.Message + ".");
        }
    }
}
