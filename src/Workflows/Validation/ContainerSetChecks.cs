using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Container sets: members, their mounts and dependencies.</summary>
internal static class ContainerSetChecks
{
    private static readonly string[] Reserved = ["wait", "init", "supervisor"];

    public static void Check(Template template, ContainerSetTemplate set, TemplateFrame frame, SpecPath path)
    {
        var name = $"templates.{template.Name}.containerSet";
        var members = path["containers"];
        if (set.Containers.Count == 0)
        {
            frame.Error(members, $"{name}.containers must have at least one container");
            return;
        }
        NameRules.Check(set.Containers.Select(c => c.Name), NameRules.FieldName, (i, why) => frame.Error(members[i], $"{name}.containers{why}"));
        for (var i = 0; i < set.Containers.Count; i++)
        {
            if (Reserved.Contains(set.Containers[i].Name))
                frame.Error(members[i], $"{name}.containers[{i}].name '{set.Containers[i].Name}' is reserved");
        }
        Mounts(set, name, frame, path["volumeMounts"]);
        Dependencies(set, name, frame, members);
        var usesMain = template.Inputs.Artifacts.Count > 0 || template.Outputs.Parameters.Count > 0 || template.Outputs.Artifacts.Count > 0;
        if (usesMain && set.Containers.All(c => c.Name != "main"))
            frame.Error(members, $"{name}.containers must have a container named \"main\" for input or output");
    }

    private static void Mounts(ContainerSetTemplate set, string name, TemplateFrame frame, SpecPath path)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < set.VolumeMounts.Count; i++)
        {
            var mount = set.VolumeMounts[i];
            if (!taken.TryAdd(mount.MountPath, $"volumeMounts.{mount.Name}"))
                frame.Error(path[i], $"{name}.volumeMounts[{i}].mountPath '{mount.MountPath}' already mounted in {taken[mount.MountPath]}");
        }
    }

    private static void Dependencies(ContainerSetTemplate set, string name, TemplateFrame frame, SpecPath path)
    {
        var graph = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in set.Containers)
            graph.TryAdd(member.Name, member.Dependencies);
        for (var i = 0; i < set.Containers.Count; i++)
        {
            foreach (var dependency in set.Containers[i].Dependencies.Where(d => !graph.ContainsKey(d)))
                frame.Error(path[i]["dependencies"], $"{name}.containers.{set.Containers[i].Name} dependency '{dependency}' not defined");
        }
        foreach (var cycle in Cycles.Find(graph))
        {
            var at = set.Containers.Select((c, i) => (c.Name, i)).First(c => c.Name == cycle[0]).i;
            frame.Error(path[at], $"{name}.containers dependency cycle detected: {string.Join("->", cycle)}");
        }
    }
}
