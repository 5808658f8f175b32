namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Workflows, templates and ConfigMaps that workflows name.</summary>
internal static class ResourceChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("resource_template/TestResourceTemplateAutomountServiceAccountTokenDisabled", run => Assert.Equal("Succeeded", run.Root.Phase)),
    ];
}
