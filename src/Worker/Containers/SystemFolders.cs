namespace Fleet.Worker.Containers;

/// <summary>What the system puts into each container when it starts, over what its image has there; nothing of it is left at the end.</summary>
internal static class SystemFolders
{
    private const string Devices = "/dev";

    private static readonly string[] Kernels = ["/proc", "/sys"];
    private static readonly string[] Files = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    /// <summary>It is such a folder, or lies in one.</summary>
    /// <param name="path">Absolute, without <c>..</c>.</param>
    public static bool Have(string path) => IsDevice(path) || Array.Exists(Kernels, folder => IsIn(path, folder));

    /// <summary>It lies among the devices, where more can be mounted.</summary>
    public static bool IsDevice(string path) => IsIn(path, Devices);

    /// <summary>What is copied there before the start is not seen; what is mounted there is.</summary>
    public static bool Cover(string path) => Array.IndexOf(Files, path) >= 0 || (IsDevice(path) && path != Devices);

    /// <summary>Not even a mount is seen there.</summary>
    public static bool Own(string path) => Have(path) && !Cover(path);

    /// <summary>Why an output is not there.</summary>
    public static InvalidDataException NothingLeft(string path) =>
        new($"{path} lies where nothing is left when a container has ended (/dev, with /dev/shm, /proc and /sys are the system's); write outputs to /tmp, say, or mount an emptyDir there");

    private static bool IsIn(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
