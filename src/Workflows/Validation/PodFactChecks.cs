using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Fields of its pod that a container is to be shown and that have no meaning without Kubernetes: known from the text, before the node ends in Error.</summary>
internal static class PodFactChecks
{
    private const string End = "the node will end in Error";

    public static void Check(Template template, TemplateFrame frame, SpecPath path)
    {
        foreach (var (container, variable) in TemplateContainers.Of(template).SelectMany(container => container.Env.Select(variable => (container, variable))))
        {
            if (variable.ValueFrom?.FieldPath is { } field && IsText(field) && !PodFacts.IsKnown(field))
                frame.Warn(path, $"templates.{template.Name}: variable {variable.Name} of container {(container.Name.Length > 0 ? container.Name : "main")} refers to the pod's field '{field}', only {PodFacts.Known} have a meaning here: {End}");
        }

        Check(template.Volumes, path["volumes"], frame.Warn);
    }

    /// <summary>Volumes of a template, or of the workflow.</summary>
    public static void Check(IReadOnlyList<Volume> volumes, SpecPath path, Action<SpecPath, string> warn)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            foreach (var item in (volumes[i].Sources ?? []).Where(source => source.Kind == FileSourceKind.DownwardApi).SelectMany(source => source.Items))
            {
                if (item.Key.Length > 0 && IsText(item.Key) && !PodFacts.IsKnownToFiles(item.Key))
                    warn(path[i], $"volume {volumes[i].Name}: the item '{item.Path}' refers to the pod's field '{item.Key}', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error");
            }
        }
    }

    private static bool IsText(string field) => !field.Contains(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal) && !field.Contains("{{", StringComparison.Ordinal);
}
