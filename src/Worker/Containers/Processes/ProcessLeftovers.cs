using Fleet.Artifacts;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Removes what tasks have written. What cannot be removed is told with its path, and keeps nothing from going on: it is out of the way, and the next start tries it again.</summary>
internal sealed partial class ProcessLeftovers(ProcessFolder folder, ILogger logger)
{
    /// <summary>Removes a folder.</summary>
    /// <returns>False: it stays.</returns>
    public async Task<bool> RemoveAsync(string path, CancellationToken cancellationToken)
    {
        if (await FolderRemoval.RemoveAsync(path, cancellationToken) is not { } why)
            return true;
        LogNotRemoved(logger, path, why);
        return false;
    }

    /// <summary>Removes a volume: its name is free at once.</summary>
    public async Task RemoveVolumeAsync(string name, CancellationToken cancellationToken)
    {
        var aside = folder.PutAside(name);
        folder.ForgetVolume(name);
        if (aside is not null)
            await RemoveAsync(aside, cancellationToken);
    }

    /// <summary>Tries again to remove the volumes that earlier processes have put aside.</summary>
    public async Task RemoveAsideAsync(CancellationToken cancellationToken)
    {
        foreach (var left in folder.Aside())
            await RemoveAsync(left, cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Path}, which a task has left, was not removed and takes room; the next start tries it again: {Why}")]
    private static partial void LogNotRemoved(ILogger logger, string path, string why);
}
