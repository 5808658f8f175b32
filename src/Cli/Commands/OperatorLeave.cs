using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Worker.Containers;

namespace Fleet.Cli.Commands;

/// <summary>What of this host the tasks of workflows may have: nothing, unless its operator says so.</summary>
/// <param name="Paths">Paths that they may mount.</param>
/// <param name="Privileged">They may be privileged and have capabilities that containers do not have by default.</param>
/// <param name="HostNetwork">They may use the host's network.</param>
internal sealed record OperatorLeave(HostPaths Paths, bool Privileged, bool HostNetwork)
{
    /// <summary>Nothing.</summary>
    public static readonly OperatorLeave None = new(HostPaths.None, Privileged: false, HostNetwork: false);

    /// <summary>The options that say so.</summary>
    public sealed class Options
    {
        private readonly Option<string[]> paths = new("--allow-host-path")
        {
            Description = "Path of this host that workflows may mount, with all below it (hostPath; FLEET_ALLOW_HOST_PATH, comma separated; default: none).",
            HelpName = "PATH",
        };

        private readonly Option<bool> privileged = new("--allow-privileged") { Description = "Containers may be privileged and have any capability (FLEET_ALLOW_PRIVILEGED true; default: no)." };
        private readonly Option<bool> network = new("--allow-host-network") { Description = "Containers may use the network of this host (hostNetwork; FLEET_ALLOW_HOST_NETWORK true; default: no)." };

        public void AddTo(Command command)
        {
            command.Options.Add(paths);
            command.Options.Add(privileged);
            command.Options.Add(network);
        }

        /// <exception cref="CliException">A path is none.</exception>
        public OperatorLeave Read(ParseResult parsed, CliEnvironment environment)
        {
            var given = (parsed.GetValue(paths) ?? []).Concat((environment.Variable("FLEET_ALLOW_HOST_PATH") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
            if (given.Find(path => !path.StartsWith('/') || path.Split('/').Contains("..")) is { } bad)
                throw new CliException($"--allow-host-path {bad} (FLEET_ALLOW_HOST_PATH): expected an absolute path without '..'.", ExitCodes.Invalid);
            return new OperatorLeave(new HostPaths(given), Says(privileged, "FLEET_ALLOW_PRIVILEGED"), Says(network, "FLEET_ALLOW_HOST_NETWORK"));

            bool Says(Option<bool> option, string variable) => parsed.GetValue(option) || string.Equals(environment.Variable(variable), "true", StringComparison.OrdinalIgnoreCase);
        }
    }
}
