using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands;

/// <summary><c>fleet version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>Version of this build.</summary>
    public static string Version { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Create(CliEnvironment environment)
    {
        var command = new Command("version", "Shows the version.");
        command.SetAction(_ => environment.Out.WriteLine($"fleet: {Version} ({RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription})"));
        return command;
    }
}
