using Fleet.Client;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Workflow templates and ConfigMaps: stored first, then referred to.</summary>
internal static class TemplateChecks
{
    private const string ClusterTemplates = "examples/cluster-workflow-template/clustertemplates.yaml";
    private const string ConfigMap = "examples/configmaps/simple-parameters-configmap.yaml";

    // What the file of definitions does: its steps, its diamond, and the one that is a whole workflow.
    private const string ClusterCaller = """
        kind: Workflow
        metadata: {generateName: cluster-templates-}
        spec:
          entrypoint: main
          templates:
          - name: main
            steps:
            - - {name: steps, templateRef: {name: cluster-workflow-template-inner-steps, template: inner-steps, clusterScope: true}}
              - {name: diamond, templateRef: {name: cluster-workflow-template-inner-dag, template: inner-diamond, clusterScope: true}}
        """;

    public static IEnumerable<ExampleCheck> All =>
    [
        new("arguments-parameters-from-configmap", run =>
        {
            Assert.Equal("hello world", run.Root.Input("message"));
            Assert.Equal("hello world", run.Log(run.Root));
        }) { Stored = () => [Text(ConfigMap)] },
        new("configmaps/simple-parameters-configmap", run => Assert.Equal("hello world", run.Log(run.Root)))
        {
            Stored = () => [Text(ConfigMap)],
            Phase = "Succeeded",
            Backing = (_, _) => Text("examples/arguments-parameters-from-configmap.yaml"),
        },
        new("global-parameters-from-configmap-referenced-as-local-variable", run => Assert.Equal("hello world", run.Log(run.Root))) { Stored = () => [Text(ConfigMap)] },
        new("workflow-of-workflows", run =>
        {
            run.AssertPhases("Succeeded", "workflow1", "workflow2");
            Assert.True(run["workflow1"].FinishedAt <= run["workflow2"].StartedAt);
            Assert.Empty(run.Containers);
        })
        {
            Stored = () => [NamespacedTemplates()],
            Act = SaysWelcomeAsync,
        },
        new("workflow-template/hello-world", run =>
        {
            Assert.Equal("hello world", run.Log("call-print-message"));
            Assert.Equal("workflow-template-print-message", run["call-print-message"].Json.GetProperty("templateRef").GetProperty("name").GetString());
        }) { Stored = () => [NamespacedTemplates()] },
        new("workflow-template/steps", run =>
        {
            Assert.Equal("Steps", run["hello2a"].Type);
            Assert.Equal(["hello1", "hello2b", "inner-hello1", "inner-hello2a", "inner-hello2b"], run.Pods.Select(run.Log).Order(StringComparer.Ordinal));
            Assert.Equal("namespaced/workflow-template-inner-steps", run["inner-hello1"].Json.GetProperty("templateScope").GetString());
            run.AssertAfter("hello2a", "hello1");
        }) { Stored = () => [NamespacedTemplates()] },
        new("workflow-template/workflow-template-ref", run =>
        {
            Assert.Equal("hello world", run.Log(run.Root));
            Assert.Equal("print-message", run.Workflow.GetProperty("status").GetProperty("storedWorkflowTemplateSpec").GetProperty("entrypoint").GetString());
        }) { Stored = () => [NamespacedTemplates()] },
        new("cluster-workflow-template/clustertemplates", run =>
        {
            Assert.Equal(["inner-A", "inner-B", "inner-C", "inner-D", "inner-hello1", "inner-hello2a", "inner-hello2b"], run.Pods.Select(run.Log).Order(StringComparer.Ordinal));
            run.AssertAfter("inner-D", "inner-B", "inner-C");
            run.AssertAfter("inner-hello2a", "inner-hello1");
        })
        {
            Stored = () => [Text(ClusterTemplates)],
            Phase = "Succeeded",
            Backing = (_, _) => ClusterCaller,
        },
        new("dag-inline-clusterworkflowtemplate", run =>
        {
            run.AssertPhases("Succeeded", "a");
            Assert.Equal("hello argo", run.Log("a"));
        })
        {
            Stored = () => [Text("examples/dag-inline-clusterworkflowtemplate.yaml")],
            Backing = (_, _) => Referring("dag-inline", cluster: true),
        },
        new("workflow-event-binding/event-consumer-workflowtemplate", run => Assert.Equal("hello fleet", run.Log("a")))
        {
            Stored = () => [Text("examples/workflow-event-binding/event-consumer-workflowtemplate.yaml")],
            Backing = (_, _) => Referring("event-consumer", cluster: false),
            Parameters = new Dictionary<string, string> { ["appellation"] = "fleet" },
        },
    ];

    // Argo's templates.yaml is the same without the cluster; it is not among the files.
    // The second workflow that it makes gets the message.
    private static async Task SaysWelcomeAsync(IFleetApi api, string name, CancellationToken cancellationToken)
    {
        await foreach (var change in api.WatchAsync("default", new WatchRequest { Name = name }, cancellationToken))
        {
            if (change.Object.GetProperty("status").TryGetProperty("finishedAt", out var at) && at.ValueKind == System.Text.Json.JsonValueKind.String)
                break;
        }

        var made = await api.ListAsync("default", new ListRequest { FieldSelector = "metadata.name=workflow-of-workflows-2-", NameFilter = "Prefix" }, cancellationToken);
        var lines = new List<string>();
        await foreach (var line in api.LogsAsync("default", Assert.Single(made.Items).GetProperty("metadata").GetProperty("name").GetString()!, new LogRequest { Follow = true }, cancellationToken))
            lines.Add(line.Content);
        Assert.Equal(["Welcome Argo"], lines);
    }

    private static string NamespacedTemplates() => Text(ClusterTemplates)
        .Replace("kind: ClusterWorkflowTemplate", "kind: WorkflowTemplate", StringComparison.Ordinal)
        .Replace("cluster-workflow-template-", "workflow-template-", StringComparison.Ordinal)
        .Replace("clusterScope: true", "clusterScope: false", StringComparison.Ordinal);

    private static string Referring(string name, bool cluster) =>
        $"kind: Workflow\nmetadata: {{generateName: {name}-}}\nspec: {{workflowTemplateRef: {{name: {name}, clusterScope: {(cluster ? "true" : "false")}}}}}\n";

    private static string Text(string line) => ExampleLine.All[line].Text;
}
