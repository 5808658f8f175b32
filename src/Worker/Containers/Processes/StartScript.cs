using System.Globalization;
using System.Text;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Writes what sandbox.sh sources: the task as shell variables and functions, every text quoted.</summary>
internal static class StartScript
{
    // What a container has by default (https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities), without making device nodes.
    private static readonly (int Number, string Name)[] Capabilities =
    [
        (0, "chown"), (1, "dac_override"), (3, "fowner"), (4, "fsetid"), (5, "kill"), (6, "setgid"), (7, "setuid"), (8, "setpcap"),
        (10, "net_bind_service"), (13, "net_raw"), (18, "sys_chroot"), (29, "audit_write"), (31, "setfcap"),
    ];

    private static readonly string[] Kept = ["LANG", "LC_ALL", "TZ"];

    /// <summary>The text.</summary>
    public static string Of(ProcessPlan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"ID={plan.Id}\nCWD={Quote(plan.WorkingFolder)}\n");
        Function(text, "submounts", plan.Submounts.Select((mount, number) => $"submount {Quote(mount)} {number.ToString(CultureInfo.InvariantCulture)}"));
        Function(text, "hidden", plan.Hidden.Select(path => $"hide \"$R\"{Quote(path)}"));
        Function(text, "volumes", plan.Volumes.Select(volume => $"volume {(volume.ReadOnly ? "ro" : "rw")} {Quote(volume.Source)} {Quote(volume.Target)}"));
        // Not among the words of a command, which every user of the machine can list.
        var secrets = plan.Variables.Where(IsExported).Select(variable => $"export {variable.Name}={Quote(variable.Value)}");
        Function(text, "enter", [.. secrets, $"exec {Words(Rights(plan))} \"$@\""]);
        Function(text, "start", ["enter " + Words(CommandOf(plan.Command))]);
        return text.ToString();
    }

    /// <summary>What runs one more command as the task runs: the same text, then the command.</summary>
    public static string Exec(string script, IReadOnlyList<string> command) => $"{script}cd \"$CWD\"\nenter {Words(CommandOf(command))} </dev/null\n";

    // What gives a command its rights, the task's environment and default signals.
    private static IEnumerable<string> Rights(ProcessPlan plan)
    {
        if (plan.Rung != Rung.Unprotected || plan.User is not null)
        {
            yield return "setpriv";
            if (plan.Rung != Rung.Unprotected)
            {
                yield return "--inh-caps=-all";
                yield return "--bounding-set=-all" + string.Concat(Capabilities.Where(capability => plan.Rung == Rung.User || (plan.Bounds >> capability.Number & 1) == 1).Select(capability => ",+" + capability.Name));
            }

            if (plan.User is { } user)
            {
                yield return "--reuid=" + user.User;
                yield return "--regid=" + user.Group;
                yield return "--clear-groups";
            }
        }

        // A parent that runs .NET leaves SIGPIPE ignored, and a shell SIGINT and SIGQUIT of what it runs beside itself.
        foreach (var word in (string[])["env", "--default-signal", "--unset=OLDPWD"])
            yield return word;
        foreach (var (name, value) in Environment(plan))
            yield return $"{name}={value}";
    }

    // "env" would take a command with "=" in it for a variable.
    private static IEnumerable<string> CommandOf(IReadOnlyList<string> command) =>
        command[0].Contains('=', StringComparison.Ordinal) ? ["sh", "-c", "exec \"$0\" \"$@\"", .. command] : command;

    private static string Words(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    // A text as one word of a shell.
    private static string Quote(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new ContainerRefusedException($"a NUL character cannot be part of a command, variable or path: \"{text.Replace('\0', '?')}\"")
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static IEnumerable<(string Name, string Value)> Environment(ProcessPlan plan)
    {
        yield return ("PATH", System.Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        yield return ("HOME", plan.Rung == Rung.User ? "/root" : System.Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : "/");
        yield return ("HOSTNAME", System.Environment.MachineName);
        foreach (var name in Kept)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                yield return (name, value);
        }

        if (plan.Rung == Rung.Unprotected)
            yield return ("FLEET_CONTAINER", plan.Id);
        foreach (var variable in plan.Variables.Where(variable => !IsExported(variable)))
        {
            if (variable.Name.Length == 0 || variable.Name.Contains('=', StringComparison.Ordinal))
                throw new ContainerRefusedException($"\"{variable.Name}\" is no name of an environment variable: it must not be empty nor hold '='");
            yield return (variable.Name, variable.Value);
        }
    }

    private static bool IsExported(EnvironmentVariable variable) =>
        variable.Secret && variable.Name.Length > 0 && !char.IsAsciiDigit(variable.Name[0]) && variable.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static void Function(StringBuilder text, string name, IEnumerable<string> lines)
    {
        text.Append(name).Append("() {\n:\n");
        foreach (var line in lines)
            text.Append(line).Append('\n');
        text.Append("}\n");
    }
}
