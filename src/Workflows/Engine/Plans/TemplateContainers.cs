using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>All containers of a template.</summary>
internal static class TemplateContainers
{
    /// <summary>Main ones, sidecars, init containers.</summary>
    public static IEnumerable<ContainerTemplate> Of(Template template) =>
        (template.Main is { } main ? [main] : Enumerable.Empty<ContainerTemplate>()).Concat(template.ContainerSet?.Containers ?? []).Concat(template.Sidecars).Concat(template.InitContainers);

    /// <summary>As above; what is for all templates may have both kinds of main ones.</summary>
    public static IEnumerable<ContainerTemplate> WithBothMains(Template template) => Of(template).Concat(template is { Container: not null, Script: { } script } ? [script] : []);
}
