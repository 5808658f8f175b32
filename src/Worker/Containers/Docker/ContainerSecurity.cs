using Docker.DotNet.Models;
using Fleet.Contracts;

namespace Fleet.Worker.Containers.Docker;

/// <summary><c>securityContext</c> of a container in the engine's terms.</summary>
internal static class ContainerSecurity
{
    private const string All = "ALL";

    // What an engine gives every container (Docker's documentation, "Runtime privilege and Linux capabilities").
    private static readonly HashSet<string> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    };

    /// <summary>Sets what the container asks for.</summary>
    public static void Apply(HostConfig host, ContainerWork work)
    {
        host.ReadonlyRootfs = work.ReadOnlyRoot;
        if (!work.AllowPrivilegeEscalation)
            host.SecurityOpt = ["no-new-privileges:true"];
        if (work.AddedCapabilities.Count > 0)
            host.CapAdd = [.. work.AddedCapabilities.Select(Name)];
        if (work.DroppedCapabilities.Count > 0)
            host.CapDrop = [.. work.DroppedCapabilities.Select(Name)];
    }

    /// <summary>Rights that no operator has allowed.</summary>
    /// <exception cref="ContainerRefusedException">It asks for such.</exception>
    public static void Check(ContainerWork work, DockerRuntimeOptions options)
    {
        if (work.Privileged && !options.AllowPrivileged)
            throw new ContainerRefusedException($"container {work.Name} asks for privileged, which this worker does not allow; remove securityContext.privileged or start the worker with --allow-privileged (FLEET_ALLOW_PRIVILEGED)");
        if (!options.AllowPrivileged && work.AddedCapabilities.FirstOrDefault(capability => !Usual.Contains(Name(capability))) is { } more)
            throw new ContainerRefusedException($"container {work.Name} asks for the capability {more}, which containers do not have by default and this worker does not allow; remove it from securityContext.capabilities.add or start the worker with --allow-privileged (FLEET_ALLOW_PRIVILEGED)");
    }

    /// <summary>Holds the user of a container that must not be root against what its image says, as the kubelet does.</summary>
    /// <exception cref="ContainerRefusedException">It would be root, or nobody can tell.</exception>
    public static void CheckUser(ContainerWork work, string? imageUser)
    {
        var user = (string.IsNullOrEmpty(work.User) ? imageUser ?? "" : work.User).Split(':')[0];
        if (user.Length == 0 || user is "0" or "root")
            throw new ContainerRefusedException($"container {work.Name} has runAsNonRoot and would run as root: set securityContext.runAsUser, or use an image with a user");
        if (!user.All(char.IsAsciiDigit))
            throw new ContainerRefusedException($"container {work.Name} has runAsNonRoot and image {work.Image} has the user {user}, which is no number, so that it cannot be told from root: set securityContext.runAsUser");
    }

    private static string Name(string capability) =>
        capability.Equals(All, StringComparison.OrdinalIgnoreCase) ? All : capability.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? capability[4..].ToUpperInvariant() : capability.ToUpperInvariant();
}
