using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>The mounts of the host that a sandbox deals with one by one: an overlay over / does not contain them.</summary>
internal static class HostMounts
{
    private const int MountPoint = 4; // proc_pid_mountinfo(5)

    // The sandbox has its own of these.
    private static readonly string[] Own = ["/proc", "/sys", "/dev", "/tmp"];

    // Containers of other engines are nobody's data: dozens of mounts, each would cost a millisecond.
    private static readonly string[] Engines = ["/var/lib/docker", "/var/lib/containers", "/var/lib/containerd", "/run/docker", "/run/containerd", "/run/netns"];

    private static readonly HashSet<string> Pseudo = new(StringComparer.Ordinal)
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore",
        "ramfs", "rpc_pipefs", "securityfs", "selinuxfs", "sysfs", "tracefs",
    };

    /// <summary>From the text of <c>/proc/self/mountinfo</c>, outer ones first. One that is left out is not seen by tasks, and takes no harm.</summary>
    /// <param name="mountInfo">The text.</param>
    /// <param name="without">Folders whose mounts are left out.</param>
    public static IReadOnlyList<string> Read(string mountInfo, params string[] without)
    {
        var found = new List<string>();
        foreach (var line in mountInfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < MountPoint || dash + 1 >= fields.Length)
                continue;
            var path = Unescape(fields[MountPoint]);
            if (path == "/" || Pseudo.Contains(fields[dash + 1]) || Own.Concat(Engines).Concat(without).Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal)))
                continue;
            // In the options of an overlay these would have a meaning of their own.
            if (path.AsSpan().IndexOfAny(",:\\\n\t") < 0 && !found.Contains(path))
                found.Add(path);
        }

        // Nested mounts come after what they are in.
        return [.. found.Order(StringComparer.Ordinal)];
    }

    // Blank, tab, newline and backslash are written in octal.
    private static string Unescape(string text)
    {
        for (var at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < text.Length; at = text.IndexOf('\\', at + 1))
            text = string.Create(CultureInfo.InvariantCulture, $"{text[..at]}{(char)Convert.ToInt32(text.Substring(at + 1, 3), 8)}{text[(at + 4)..]}");
        return text;
    }
}
