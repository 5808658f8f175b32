using Docker.DotNet;
using Docker.DotNet.Models;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Named volumes of the engine.</summary>
internal sealed class DockerVolumes(DockerClient client, EngineCalls calls)
{
    private const string OwnLabels = "fleet.";

    /// <summary>Makes one; nothing happens when it exists.</summary>
    public Task EnsureAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) =>
        calls.MakeAsync($"create volume {name}", token => client.Volumes.CreateAsync(new VolumesCreateParameters { Name = name, Labels = new Dictionary<string, string>(labels) }, token), cancellationToken);

    /// <summary>Makes one that a workflow names. What else lies on the engine is not for workflows unless a label says so.</summary>
    public async Task EnsureSharedAsync(string name, CancellationToken cancellationToken)
    {
        var found = await calls.FindAsync($"inspect volume {name}", token => client.Volumes.InspectAsync(name, token), cancellationToken);
        if (found is null)
            await EnsureAsync(name, new Dictionary<string, string> { [ContainerLabels.Claim] = "" }, cancellationToken);
        else if (found.Labels?.Keys.Any(label => label.StartsWith(OwnLabels, StringComparison.Ordinal)) != true)
            throw new ContainerRefusedException($"volume {name} of this engine is not for workflows: only one that was made with a label {ContainerLabels.Claim} is (docker volume create --label {ContainerLabels.Claim} {name}), or one that the first workflow makes");
    }

    /// <summary>Labels of the volumes of a Fleet, by their names.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> ListAsync(Guid fleetId, CancellationToken cancellationToken)
    {
        var found = await calls.MakeAsync("list volumes", token => client.Volumes.ListAsync(
            new VolumesListParameters { Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{ContainerLabels.Fleet}={fleetId:D}"] = true } } },
            token), cancellationToken);
        return (found.Volumes ?? []).Where(volume => volume.Labels is not null).ToDictionary(volume => volume.Name!, IReadOnlyDictionary<string, string> (volume) => new Dictionary<string, string>(volume.Labels!), StringComparer.Ordinal);
    }

    /// <summary>Removes one; not there is no error.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        calls.FindAsync($"remove volume {name}", async token =>
        {
            await client.Volumes.RemoveAsync(name, false, token);
            return name;
        }, cancellationToken);
}
