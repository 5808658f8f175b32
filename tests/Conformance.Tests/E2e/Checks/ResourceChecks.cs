namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Workflows, templates and ConfigMaps that workflows name.</summary>
internal static class ResourceChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("resource_template/TestResourceTemplateAutomountServiceAccountTokenDisabled", run => Assert.Equal("Succeeded", run.Root.Phase)),
        E2eCheck.Of("cluster_workflow_template/TestClusterWorkflowFromWorkflowTemplateHasLabel", run =>
            Assert.Equal(run.Workflow.GetProperty("spec").GetProperty("workflowTemplateRef").GetProperty("name").GetString(), Label(run, "workflows.argoproj.io/cluster-workflow-template"))),
        E2eCheck.Of("cluster_workflow_template/TestNestedClusterWorkflowTemplate", run => Assert.Equal("hello from nested", run.Log(Assert.Single(run.Pods)))),
        E2eCheck.Of("workflow_template/TestNestedWorkflowTemplate", run => Assert.Equal("hello from nested", run.Log(Assert.Single(run.Pods)))),
        E2eCheck.Of("workflow_template/TestWorkflowTemplateWithHook", run =>
            Assert.All(new[] { ".hooks.running", ".hooks.succeed" }, hook => Assert.Equal("Succeeded", run.At(hook).Phase))),
        E2eCheck.Of("functional/TestWorkflowTemplateRefWithExitHandler", run => Assert.Equal(("", "Exit Handler"), (run.Message, run.Log(run.At(".onExit"))))),
        E2eCheck.Of("functional/TestEntrypointName", run => Assert.Equal(("Succeeded", "bar"), (run["step"].Phase, run["step"].Input("test")))),
        E2eCheck.Of("functional/TestWorkflowMetadataLabelsFrom", run => Assert.Equal("bar", Label(run, "my-label"))),
        // The workflow's argument is the entry template's too, and goes before what the ConfigMap has.
        Substitution("Key", run => Assert.Equal("msg", run.Log(run.Root))) with { Needs = [Config("cmref-parameters", "msg: hello world")] },
        Substitution("Name", run => Assert.Equal("hello world", run.Log(run.Root))) with { Needs = [Config("cmref-parameters", "msg: hello world")] },
        Substitution("InvalidNameParameter", run => Assert.Empty(run.Containers)),
        Unread("workflow_inputs_orverridable/TestArgsValueParamsOverrideInputParamsValueFrom", run => Assert.Equal("arg-value", run.Root.Input("message"))) with
        {
            Needs = [Config("cmref-parameters", "cmref-key: input-value")],
        },
        Unread("workflow_inputs_orverridable/TestArgsValueFromParamsOverrideInputParamsValueFrom", run => Assert.Equal("arg-value", run.Root.Input("message"))) with
        {
            Needs = [Config("cmref-parameters", "cmref-key: input-value"), Config("new-cmref-parameters", "cmref-key: arg-value")],
        },
    ];

    private static string? Label(Examples.ExampleRun run, string name) => run.Workflow.GetProperty("metadata").GetProperty("labels").GetProperty(name).GetString();

    // Argo reads parameters from ConfigMaps with this label only.
    private static string Config(string name, string data) =>
        $"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}, labels: {{workflows.argoproj.io/configmap-type: Parameter}}}}, data: {{{data}}}}}";

    private static E2eCheck Substitution(string what, Action<Examples.ExampleRun> check) => Unread($"workflow_configmap_substitution/Test{what}Substitution", check);

    // They say label where labels is meant: Argo's tests do not read strictly.
    private static E2eCheck Unread(string id, Action<Examples.ExampleRun> check) => E2eCheck.Of(id, check) with { Backing = (text, _) => text.Replace("  label:\n", "  labels:\n", StringComparison.Ordinal) };
}
