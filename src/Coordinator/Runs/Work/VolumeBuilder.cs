using System.Text.Json;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The volumes that the containers of a pod mount: empty directories and named volumes for claims.</summary>
internal static class VolumeBuilder
{
    public static VolumeWork[] Build(WorkScope scope, Template template, IEnumerable<ContainerWork> containers)
    {
        var names = containers.SelectMany(container => container.Mounts).Select(mount => mount.Volume).Distinct().ToArray();
        if (names.Length == 0) return [];
        var claims = ClaimTemplates(scope.Spec.VolumeClaimTemplates);
        return [.. names.Select(name => Volume(scope, template, claims, name))];
    }

    private static VolumeWork Volume(WorkScope scope, Template template, HashSet<string> claims, string name)
    {
        if (claims.Contains(name)) return new VolumeWork { Name = name, Claim = $"{scope.Name}-{name}" };
        var volume = template.Volumes.FirstOrDefault(volume => volume.Name == name) ?? scope.Spec.Volumes.FirstOrDefault(volume => volume.Name == name);
        return volume switch
        {
            null => throw new WorkException($"A container mounts the volume '{name}', which neither the template nor the workflow has."),
            { ClaimName: { } claim } => new VolumeWork { Name = name, Claim = claim },
            { EmptyDir: true } => new VolumeWork { Name = name },
            { ConfigMap: not null } or { Secret: not null } => throw new WorkException($"Volume '{name}' is a ConfigMap or Secret, which are not built yet."),
            _ => throw new WorkException($"Volume '{name}' is of a kind that has no meaning here. Use emptyDir or persistentVolumeClaim."),
        };
    }

    private static HashSet<string> ClaimTemplates(string? json)
    {
        if (json is null) return [];
        using var list = JsonDocument.Parse(json);
        return [.. list.RootElement.EnumerateArray().Select(claim => claim.GetProperty("metadata").GetProperty("name").GetString()!)];
    }
}
