using System.Text;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Files of volumes that are made of ConfigMaps, Secrets and of facts of the pod (Kubernetes docs, "ConfigMaps", "Secrets", "Projected Volumes", "Downward API"). A task sees them as they were when it became Ready.</summary>
internal static class VolumeContents
{
    private const int DefaultMode = 0b110_100_100;

    /// <summary>What it needs.</summary>
    public static IEnumerable<ConfigMapKey> Keys(Template template) =>
        Volumes(template).SelectMany(volume => volume.Sources!).Where(source => source.Kind is FileSourceKind.ConfigMap or FileSourceKind.Secret).Select(KeyOf);

    /// <summary>What is missing, in Kubernetes' words; null: nothing.</summary>
    public static string? Problem(Turn turn, Template template)
    {
        foreach (var volume in Volumes(template))
        {
            foreach (var source in volume.Sources!)
            {
                if (Problem(turn, source) is { } problem)
                    return $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {problem}";
            }
        }

        return null;
    }

    /// <summary>The files of each volume that has some.</summary>
    public static IReadOnlyList<VolumeContent> Of(Turn turn, TaskRequest request) =>
        [.. Volumes(request.Template).Select(volume => new VolumeContent(volume.Name, [.. volume.Sources!.SelectMany(source => Files(turn, request, volume, source)).GroupBy(file => file.Path).Select(same => same.Last())]))];

    private static IEnumerable<Volume> Volumes(Template template) => template.Volumes.Count == 0
        ? []
        : WorkflowVolumes.Mounted(template).Select(name => template.Volumes.FirstOrDefault(volume => volume.Name == name)).OfType<Volume>().Where(volume => volume.Sources is not null);

    private static string? Problem(Turn turn, FileSource source)
    {
        if (source.Items.FirstOrDefault(item => !IsInside(item.Path)) is { } outside)
            return $"the path '{outside.Path}' of an item leads out of the volume, or is none";
        switch (source.Kind)
        {
            case FileSourceKind.Other:
                return $"'{source.Name}' is something that only a Kubernetes cluster has";
            case FileSourceKind.DownwardApi:
                return source.Items.FirstOrDefault(item => !PodFacts.IsKnownToFiles(item.Key)) is { } fact ? Refusal(fact) : null;
            default:
                if (ConfigMapInputs.Find(turn, KeyOf(source)) is not { Exists: true } found)
                    return source.Optional ? null : $"{(source.Kind == FileSourceKind.Secret ? "secret" : "configmap")} \"{source.Name}\" not found";
                return !source.Optional && source.Items.FirstOrDefault(item => !found.Data!.ContainsKey(item.Key)) is { } missing ? $"references non-existent {(source.Kind == FileSourceKind.Secret ? "secret" : "config")} key: {missing.Key}" : null;
        }
    }

    private static IEnumerable<VolumeFile> Files(Turn turn, TaskRequest request, Volume volume, FileSource source)
    {
        if (source.Kind == FileSourceKind.DownwardApi)
        {
            var facts = new PodFacts(request, turn.State.Uid, turn.State.Namespace, turn.State.Name, request.SpecOf(turn.State.Workflow.Spec));
            return source.Items.Select(item => new VolumeFile(item.Path, Encoding.UTF8.GetBytes(facts.File(item.Key) ?? ""), Mode(volume, item)));
        }

        var data = ConfigMapInputs.Find(turn, KeyOf(source))?.Data ?? new Dictionary<string, string>();
        var items = source.Items.Count > 0 ? source.Items : [.. data.Keys.Order(StringComparer.Ordinal).Select(key => new KeyToPath { Key = key, Path = key })];
        var there = items.Where(item => data.ContainsKey(item.Key));
        return source.Kind == FileSourceKind.Secret
            ? there.Select(item => new VolumeFile(item.Path, [], Mode(volume, item)) { Secret = new SecretValue(source.Name, item.Key, data[item.Key]) })
            : there.Select(item => new VolumeFile(item.Path, ConfigMapData.Bytes(data, item.Key), Mode(volume, item)));
    }

    private static string Refusal(KeyToPath item) =>
        $"the item '{item.Path}' refers to {(item.Key.Length == 0 ? "a resource of a container" : $"the pod's field '{item.Key}'")}; only {PodFacts.KnownToFiles} have a meaning here";

    private static int Mode(Volume volume, KeyToPath item) => item.Mode ?? volume.DefaultMode ?? DefaultMode;

    private static ConfigMapKey KeyOf(FileSource source) => new(source.Name, null, source.Kind == FileSourceKind.Secret);

    private static bool IsInside(string path) => path.Length > 0 && !path.StartsWith('/') && Array.TrueForAll(path.Split('/'), part => part is not ".." and not "." and not "");
}
