using Fleet.Contracts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// Finds by trial tasks how tasks can be kept on this machine. What was found is kept in the runtime's folder until the machine is started again, another user runs it or the scripts change:
/// a task whose sandbox cannot be made any more does not run at all, so that an old finding costs no safety.
/// </summary>
internal sealed class RungTrial(ProcessFolder folder, SandboxScripts scripts, ProcessRuntimeOptions options)
{
    // It must see a file system of its own, not see the data folder, write where it likes, and have the signals and the end of an ordinary process.
    private const string Task = """
        set -e
        trap 'echo "the trial task failed" >&2' EXIT
        [ ! -e "$1/state" ] || { echo "the data folder is visible" >&2; exit 1; }
        : >"/tmp/$2"
        [ "$3" != Overlay ] || { : >"/$2"; while read -r a b c d e f; do case $e in /) echo "$f" ;; esac; done </proc/self/mountinfo | grep -q ' - overlay ' || { echo "/ is no overlay" >&2; exit 1; }; }
        [ "$3" = Overlay ] || ! (: >"/usr/$2") 2>/dev/null || { echo "/usr can be written" >&2; exit 1; }
        grep -q '^SigIgn:[[:space:]]*0*$' /proc/self/status || { echo "signals are ignored" >&2; exit 1; }
        trap - EXIT
        exit 42
        """;

    private string Finding => folder.FileOf("rung");

    /// <summary>The best rung that holds, and the folder for the boxes on it.</summary>
    /// <exception cref="ContainerRefusedException">None does, and nothing was said of running unprotected.</exception>
    public async Task<(Rung Rung, string Boxes)> FindAsync(Func<Rung, string, ContainerSpec, CancellationToken, Task<ContainerState>> run, CancellationToken cancellationToken)
    {
        if (options.Unprotected)
            return (Rung.Unprotected, folder.Boxes);
        var conditions = $"{(await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", cancellationToken)).Trim()} {Environment.UserName} {scripts.Version}";
        if (Known(conditions) is { } known)
            return known;
        var faults = new List<string>();
        foreach (var (rung, boxes) in Candidates())
        {
            if (await TryAsync(rung, boxes, run, cancellationToken) is { } fault)
            {
                faults.Add($"{rung}: {fault}");
                continue;
            }

            await File.WriteAllLinesAsync(Finding, [conditions, rung.ToString(), boxes], cancellationToken);
            return (rung, boxes);
        }

        throw new ContainerRefusedException(
            $"local processes cannot be kept from harming this machine ({string.Join("; ", faults)}). Run as root, or where user namespaces are allowed, with unshare of util-linux 2.32 and env of "
            + "coreutils 8.31 or newer; or use a container engine; or say --unprotected, and tasks run on the bare machine: they can change and delete whatever you can");
    }

    private (Rung Rung, string Boxes)? Known(string conditions) =>
        File.Exists(Finding) && File.ReadAllLines(Finding) is [var kept, var name, var boxes] && kept == conditions && Enum.TryParse<Rung>(name, out var rung) && Directory.Exists(boxes)
            ? (rung, boxes)
            : null;

    private IEnumerable<(Rung Rung, string Boxes)> Candidates()
    {
        if (!Environment.IsPrivilegedProcess)
            return [(Rung.User, folder.Boxes)];
        // The same folder for the same data: another process must find what this one left.
        var spare = Path.Combine(options.SpareScratch, "fleet-" + folder.Id);
        return [(Rung.Overlay, folder.Boxes), (Rung.Overlay, spare), (Rung.ReadOnly, folder.Boxes)];
    }

    private async Task<string?> TryAsync(Rung rung, string boxes, Func<Rung, string, ContainerSpec, CancellationToken, Task<ContainerState>> run, CancellationToken cancellationToken)
    {
        var mark = "fleet-trial-" + Guid.NewGuid().ToString("N");
        try
        {
            Directory.CreateDirectory(boxes, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var work = new ContainerWork { Name = "main", Image = "none", Command = ["sh", "-c", Task, "trial", folder.FileOf("."), mark, rung.ToString()] };
            var end = await run(rung, boxes, new ContainerSpec { Name = mark, Labels = new Dictionary<string, string>(), Work = work, Pod = new PodWork { Containers = [work] } }, cancellationToken);
            if (File.Exists("/" + mark) || File.Exists("/tmp/" + mark))
                return "what a task writes shows outside";
            return end.ExitCode == 42 ? null : $"{end.Error ?? "the trial task ended"} (exit code {end.ExitCode})";
        }
        catch (Exception e) when (e is ContainerRefusedException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }
}
