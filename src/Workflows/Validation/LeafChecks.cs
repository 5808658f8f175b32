using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Validation;

/// <summary>Templates that run as containers or calls.</summary>
internal static partial class LeafChecks
{
    public static void Check(Template template, TemplateFrame frame, SpecPath path)
    {
        if (template.Container is { } container)
        {
            Mounts(template, container, frame, path);
            Image(template, container, frame.Manifest.Spec.TemplateDefaults?.Container, "container", frame, path);
        }
        if (template.Script is { } script)
            Image(template, script, frame.Manifest.Spec.TemplateDefaults?.Script, "script", frame, path);
        ContainerChecks.Resources(template, $"templates.{template.Name}", path, frame.Warn);
        if (template.PodSpecPatch is { } patch)
            PodPatchChecks.Check(patch, $"templates.{template.Name}", path, frame.Warn);
        if (template.ContainerSet is { } set)
            ContainerSetChecks.Check(template, set, frame, path["containerSet"]);
        if (template.Resource is { } resource && ResourceFault(template, resource) is { } why)
            frame.Error(path["resource"], why);
        else if (template.Resource is { } acts && ResourceKinds.Problem(acts, ValidationRun.PlaceholderPrefix) is { } reason)
            frame.Warn(path["resource"], $"templates.{template.Name}.resource {reason}: the node will end in Error");
        // Argo's source Plugin.UnmarshalJSON: the key is the name of the plugin.
        if (template.Plugin is { } plugin && JsonPart.Element(plugin) is { ValueKind: System.Text.Json.JsonValueKind.Object } named && named.EnumerateObject().Count() is not 1 and var keys)
            frame.Error(path["plugin"], $"templates.{template.Name}.plugin: expected exactly one key, got {keys}");
        if (template.ActiveDeadlineSeconds is { } seconds && !IsPositiveOrTag(seconds))
            frame.Error(path["activeDeadlineSeconds"], $"templates.{template.Name}.activeDeadlineSeconds must be a positive integer > 0 or an argo variable");
        if (template.Parallelism is not null)
            frame.Error(path["parallelism"], $"templates.{template.Name}.parallelism is only valid for steps and dag templates");
    }

    private static void Mounts(Template template, ContainerTemplate container, TemplateFrame frame, SpecPath path)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            var mount = container.VolumeMounts[i];
            if (!taken.TryAdd(mount.MountPath, $"container.volumeMounts.{mount.Name}"))
                frame.Error(path["container"]["volumeMounts"][i], $"templates.{template.Name}.container.volumeMounts[{i}].mountPath '{mount.MountPath}' already mounted in {taken[mount.MountPath]}");
        }
        for (var i = 0; i < template.Inputs.Artifacts.Count; i++)
        {
            var artifact = template.Inputs.Artifacts[i];
            if (artifact.Path is { } at && !taken.TryAdd(at, $"inputs.artifacts.{artifact.Name}"))
                frame.Error(path["inputs"]["artifacts"][i], $"templates.{template.Name}.inputs.artifacts[{i}].path '{at}' already mounted in {taken[at]}");
        }
    }

    private static void Image(Template template, ContainerTemplate container, ContainerTemplate? defaults, string field, TemplateFrame frame, SpecPath path)
    {
        if (container.Image.Length == 0 && defaults is not { Image.Length: > 0 })
            frame.Error(path[field], $"templates.{template.Name}.{field}.image may not be empty");
    }

    private static string? ResourceFault(Template template, ResourceTemplate resource)
    {
        var name = $"templates.{template.Name}.resource";
        if (resource.Action is not ("get" or "create" or "apply" or "delete" or "replace" or "patch") && !resource.Action.StartsWith(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal))
            return $"{name}.action must be one of: get, create, apply, delete, replace, patch";
        if (resource.Action is "delete" or "get")
            return null;
        if (resource is { Manifest: null, ManifestFrom: null })
            return $"either {name}.manifest or {name}.manifestFrom must be specified";
        if (resource is { Manifest: not null, ManifestFrom: not null })
            return "shouldn't have both `manifest` and `manifestFrom` specified in `Manifest` for resource template";
        if (resource.ManifestFrom is { } from)
        {
            var artifact = JsonPart.Text(JsonPart.Object(JsonPart.Element(from), "artifact"), "name");
            return template.Inputs.FindArtifact(artifact) is null ? $"artifact {artifact} in `manifestFrom` refer to a non-exist artifact" : null;
        }
        return IsYaml(resource.Manifest!) ? null : $"{name}.manifest must be a valid yaml";
    }

    private static bool IsYaml(string manifest)
    {
        // Expressions without quotes are no YAML, but will be replaced before it is read.
        var text = ExpressionTags().Replace(manifest, ValidationRun.PlaceholderPrefix + "0");
        try
        {
            foreach (var piece in YamlSplitter.Split(text).Take(1))
                YamlTreeReader.Read(piece);
            return true;
        }
        catch (Spec.Tree.SpecSyntaxException)
        {
            return false;
        }
    }

    private static bool IsPositiveOrTag(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
            ? seconds >= 0
            : text.StartsWith(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal) || (text.StartsWith("{{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal));

    [GeneratedRegex(@"\{\{\s*=\s*(.+?)\s*\}\}", RegexOptions.NonBacktracking)]
    private static partial Regex ExpressionTags();
}
