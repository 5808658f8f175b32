using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads volumes.</summary>
internal static class VolumeReader
{
    public static Volume Volume(JsonElement e)
    {
        var emptyDir = e.Has("emptyDir"u8, out var dir);
        var claim = e.Has("persistentVolumeClaim"u8, out var source) ? source : default;
        var (sources, mode) = Sources(e);
        return new Volume
        {
            Json = e.GetRawText(),
            Name = e.Text("name"u8),
            EmptyDir = emptyDir || e.Has("ephemeral"u8, out _),
            EmptyDirMedium = emptyDir ? dir.NonEmpty("medium"u8) : null,
            EmptyDirSizeLimit = emptyDir ? dir.NonEmpty("sizeLimit"u8) : null,
            Sources = sources,
            DefaultMode = mode,
            ClaimName = claim.ValueKind == JsonValueKind.Object ? claim.NonEmpty("claimName"u8) : null,
            ClaimReadOnly = claim.ValueKind == JsonValueKind.Object && claim.Flag("readOnly"u8),
            HostPath = e.Has("hostPath"u8, out var host) ? host.NonEmpty("path"u8) : null,
        };
    }

    private static (IReadOnlyList<FileSource>? Sources, int? Mode) Sources(JsonElement e)
    {
        if (e.Has("configMap"u8, out var map))
            return ([Named(map, FileSourceKind.ConfigMap, map.Text("name"u8))], map.Int("defaultMode"u8));
        if (e.Has("secret"u8, out var secret))
            return ([Named(secret, FileSourceKind.Secret, secret.Text("secretName"u8))], secret.Int("defaultMode"u8));
        if (e.Has("downwardAPI"u8, out var facts))
            return ([Downward(facts)], facts.Int("defaultMode"u8));
        return e.Has("projected"u8, out var projected) ? ([.. projected.List("sources"u8, v => v).Select(Projected)], projected.Int("defaultMode"u8)) : (null, null);
    }

    private static FileSource Projected(JsonElement e)
    {
        if (e.Has("configMap"u8, out var map))
            return Named(map, FileSourceKind.ConfigMap, map.Text("name"u8));
        if (e.Has("secret"u8, out var secret))
            return Named(secret, FileSourceKind.Secret, secret.Text("name"u8));
        return e.Has("downwardAPI"u8, out var facts)
            ? Downward(facts)
            : new FileSource { Kind = FileSourceKind.Other, Name = e.ValueKind == JsonValueKind.Object ? e.EnumerateObject().Select(field => field.Name).FirstOrDefault() ?? "" : "" };
    }

    private static FileSource Named(JsonElement e, FileSourceKind kind, string name) => new()
    {
        Kind = kind,
        Name = name,
        Items = e.List("items"u8, v => new KeyToPath { Key = v.Text("key"u8), Path = v.Text("path"u8), Mode = v.Int("mode"u8) }),
        Optional = e.Flag("optional"u8),
    };

    private static FileSource Downward(JsonElement e) => new()
    {
        Kind = FileSourceKind.DownwardApi,
        Items = e.List("items"u8, v => new KeyToPath { Key = v.Has("fieldRef"u8, out var field) ? field.Text("fieldPath"u8) : "", Path = v.Text("path"u8), Mode = v.Int("mode"u8) }),
    };
}
