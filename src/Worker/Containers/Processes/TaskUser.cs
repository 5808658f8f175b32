using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>The user of a container: <c>uid[:gid]</c> or names of the host's own users and groups.</summary>
internal static class TaskUser
{
    private const int PasswdGroup = 3;

    /// <summary>User and group; null: the task keeps those it has.</summary>
    /// <param name="user">As the container says it.</param>
    /// <param name="rung">How tasks are kept.</param>
    /// <param name="isRoot">This process is root.</param>
    /// <exception cref="ContainerRefusedException">Only root can change users.</exception>
    public static (string User, string Group)? Of(string? user, Rung rung, bool isRoot)
    {
        if (string.IsNullOrEmpty(user))
            return null;
        var parts = user.Split(':', 2);
        var group = parts.Length == 2 ? parts[1] : GroupOf(parts[0]);
        if (isRoot)
            return (parts[0], group);
        // In its user namespace the task is root already.
        if (rung == Rung.User && parts[0] is "0" or "root" && group is "0" or "root")
            return null;
        throw new ContainerRefusedException($"the container asks for user {user}: local processes can change their user only when Fleet runs as root; leave securityContext.runAsUser out, run as root, or use a container engine (--runtime docker)");
    }

    // The primary group of a user that the host knows, else root's, as an engine does it.
    private static string GroupOf(string user)
    {
        var line = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(text => text.Split(':')).FirstOrDefault(fields => fields.Length > PasswdGroup && (fields[0] == user || fields[2] == user))
            : null;
        return line?[PasswdGroup] ?? (int.TryParse(user, CultureInfo.InvariantCulture, out _) ? "0" : user);
    }
}
