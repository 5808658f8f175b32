using Fleet.Worker.Containers;

namespace Fleet.Cli.Hosting;

/// <summary>What one workflow has on a runtime of this machine, for when its worker is gone or has no time left.</summary>
/// <param name="runtime">The runtime.</param>
/// <param name="fleetId">The Fleet.</param>
/// <param name="workflow">Uid of the workflow.</param>
internal sealed class RunContainers(IContainerRuntime runtime, Guid fleetId, Guid workflow)
{
    /// <summary>How to remove what could not be reached.</summary>
    public static string ByHand(string runtime, Guid workflow) => runtime switch
    {
        "docker" => $"docker rm --force --volumes $(docker ps --all --quiet --filter label={ContainerLabels.Workflow}={workflow:D})",
        _ => "fleet server --runtime process ends and removes them",
    };

    /// <summary>All of them that are tasks' still, in any state.</summary>
    /// <exception cref="EngineUnavailableException">The engine does not answer.</exception>
    public async Task<IReadOnlyList<ContainerState>> FindAsync(CancellationToken cancellationToken) =>
        [.. (await AllAsync(cancellationToken)).Where(state => !state.IsKept)];

    /// <summary>SIGKILL to all that run; they stay, ended, so that whoever goes on knows how they ended.</summary>
    /// <returns>How many ran.</returns>
    public async Task<int> KillAsync(CancellationToken cancellationToken)
    {
        var running = (await FindAsync(cancellationToken)).Where(state => state.Phase == ContainerPhase.Running).ToList();
        await Task.WhenAll(running.Select(state => runtime.StopAsync(state.Id, TimeSpan.Zero, cancellationToken)));
        return running.Count;
    }

    /// <summary>Kills and removes all, with the volumes that go with their pods and those of the workflow's claims.</summary>
    /// <param name="kept">Those that were kept (<c>podGC</c>) as well.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task RemoveAsync(bool kept, CancellationToken cancellationToken)
    {
        var found = kept ? await AllAsync(cancellationToken) : await FindAsync(cancellationToken);
        await Task.WhenAll(found.Select(state => runtime.DestroyAsync(state.Id, cancellationToken)));
        foreach (var volume in found.SelectMany(state => state.Labels.GetValueOrDefault(ContainerLabels.Pod, "").Split(',', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal))
            await runtime.RemoveVolumeAsync(volume, cancellationToken);
        await RemoveClaimsAsync(cancellationToken);
    }

    // A claim that a kept container has goes after that one.
    private async Task RemoveClaimsAsync(CancellationToken cancellationToken)
    {
        var own = $"{workflow:N}";
        var held = (await AllAsync(cancellationToken)).SelectMany(state => state.Labels.GetValueOrDefault(ContainerLabels.Claims, "").Split(',')).ToHashSet(StringComparer.Ordinal);
        foreach (var claim in (await runtime.ListVolumesAsync(fleetId, cancellationToken)).Values.Select(labels => labels.GetValueOrDefault(ContainerLabels.Claim)).OfType<string>().Where(claim => claim.StartsWith(own, StringComparison.Ordinal) && !held.Contains(claim)))
            await runtime.RemoveVolumeAsync(ContainerLabels.ClaimNameOf(fleetId, claim), cancellationToken);
    }

    private async Task<IReadOnlyList<ContainerState>> AllAsync(CancellationToken cancellationToken) =>
        [.. (await runtime.ListAsync(fleetId, cancellationToken)).Where(state => state.Labels.TryGetValue(ContainerLabels.Workflow, out var label) && Guid.TryParse(label, out var uid) && uid == workflow)];
}
