using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;
using Fleet.Workflows.Tests.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Status;

public sealed class WorkflowStatusTests
{
    [Fact]
    public void FinishedWorkflow_HasArgosMetadataSpecAndStatus()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).Run();
        var root = run.View().Root;
        Assert.Equal("argoproj.io/v1alpha1", root.GetProperty("apiVersion").GetString());
        var metadata = root.GetProperty("metadata");
        Assert.Equal(("wf", "team"), (metadata.GetProperty("name").GetString(), metadata.GetProperty("namespace").GetString()));
        Assert.Equal("true", metadata.GetProperty("labels").GetProperty("workflows.argoproj.io/completed").GetString());
        Assert.Equal("Succeeded", metadata.GetProperty("labels").GetProperty("workflows.argoproj.io/phase").GetString());
        Assert.Equal("v2", metadata.GetProperty("annotations").GetProperty("workflows.argoproj.io/pod-name-format").GetString());
        Assert.Equal("main", root.GetProperty("spec").GetProperty("entrypoint").GetString());
        var status = root.GetProperty("status");
        Assert.Equal("2026-11-24T08:00:00Z", status.GetProperty("startedAt").GetString());
        Assert.Equal("2026-11-24T08:00:01Z", status.GetProperty("finishedAt").GetString());
        Assert.Contains(status.GetProperty("conditions").EnumerateArray(), c => c.GetProperty("type").GetString() == "Completed");
        var leaf = status.GetProperty("nodes").EnumerateObject().Single(n => n.Value.GetProperty("name").GetString() == "wf.A");
        Assert.Equal(leaf.Name, leaf.Value.GetProperty("id").GetString());
        Assert.Equal(("Pod", "leaf", "0", "host-1"), (leaf.Value.GetProperty("type").GetString(), leaf.Value.GetProperty("templateName").GetString(), leaf.Value.GetProperty("outputs").GetProperty("exitCode").GetString(), leaf.Value.GetProperty("hostNodeName").GetString()));
    }

    [Fact]
    public void RunningWorkflow_HasNoEnd()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).On("A", Outcome.Hangs).RunFor(1).View();
        Assert.Equal(JsonValueKind.Null, view.Root.GetProperty("status").GetProperty("finishedAt").ValueKind);
        Assert.Equal("0/1", view.Progress);
        Assert.Equal("false", view.Root.GetProperty("metadata").GetProperty("labels").GetProperty("workflows.argoproj.io/completed").GetString());
    }

    [Fact]
    public void FieldsWithoutMeaning_AreNamedInACondition()
    {
        var view = new VirtualRun(Yaml.Dag("{name: A, template: leaf}").Replace("spec:\n", "spec:\n  schedulerName: mine\n  tolerations: [{key: a}, {key: b}]\n", StringComparison.Ordinal)).Run().View();

        var warning = Assert.Single(view.Root.GetProperty("status").GetProperty("conditions").EnumerateArray(), condition => condition.GetProperty("type").GetString() == "SpecWarning");

        Assert.Equal("True", warning.GetProperty("status").GetString());
        Assert.Equal("spec.schedulerName has no effect: Fleet's dispatcher assigns tasks; spec.tolerations has no effect: Kubernetes nodes have taints; workers have none", warning.GetProperty("message").GetString());
        Assert.Equal("mine", view.Root.GetProperty("spec").GetProperty("schedulerName").GetString());
        Assert.DoesNotContain("SpecWarning", new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).Run().View().Root.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void ResourceTemplates_ThatNeedKubernetes_AreNamedInTheCondition()
    {
        var yaml = Yaml.Template("dag: {tasks: [{name: A, template: leaf}]}", "- {name: cm, resource: {action: create, manifest: \"apiVersion: v1\\nkind: ConfigMap\"}}\n- {name: wf, resource: {action: create, manifest: \"apiVersion: argoproj.io/v1alpha1\\nkind: Workflow\"}}\n- {name: p, plugin: {x: {}}}");
        Assert.Equal(
            ["spec.templates[2].resource of kind 'ConfigMap' needs Kubernetes; only kind Workflow can be managed here: the node will end in Error", "spec.templates[4].plugin cannot run here: executor plugins run in an agent pod, which there is none of"],
            Warnings(new VirtualRun(yaml)));
    }

    [Fact]
    public void FieldsWithoutMeaning_OfAWorkflowTemplate_AreNamedInACondition()
    {
        const string merged = """
            metadata: {name: wf}
            spec: {workflowTemplateRef: {name: lib}, schedulerName: mine}
            status: {storedWorkflowTemplateSpec: {entrypoint: main, workflowTemplateRef: {name: lib}, schedulerName: mine, tolerations: [{key: a}], templates: [{name: main, container: {image: x, stdin: true}}]}}
            """;
        Assert.Equal(["spec.schedulerName", "spec.tolerations", "spec.templates[0].container.stdin"], Warnings(new VirtualRun(merged)).Select(Place));

        var run = new VirtualRun(Yaml.Steps("{name: a, template: leaf}", "{name: b, templateRef: {name: lib, template: t}}")).Store("{kind: WorkflowTemplate, metadata: {name: lib}, spec: {templates: [{name: t, schedulerName: mine, container: {image: x}}, {name: unused, tolerations: [{key: a}], container: {image: x}}]}}");
        Assert.DoesNotContain("SpecWarning", run.RunFor(0).View().Json, StringComparison.Ordinal);
        Assert.Equal(["namespaced/lib.templates.t.schedulerName"], Warnings(run).Select(Place));
        run.Reload();
        Assert.Equal(["namespaced/lib.templates.t.schedulerName"], Warnings(run).Select(Place));
    }

    [Fact]
    public void Condition_OfFieldsWithoutMeaning_IsMadeOnce_AndStored()
    {
        var run = new VirtualRun(Yaml.Steps("{name: a, templateRef: {name: lib, template: z}}", "{name: b, templateRef: {name: lib, template: a}}")).Store("{kind: WorkflowTemplate, metadata: {name: lib}, spec: {templates: [{name: z, schedulerName: mine, container: {image: x}}, {name: a, tolerations: [{key: a}], container: {image: x}}]}}");
        run.RunFor(0).View();
        Assert.Equal("namespaced/lib.templates.z.schedulerName", Place(run.State.Warning.Text));
        run.Run();
        var made = run.State.Warning;
        Assert.Equal(["namespaced/lib.templates.a.tolerations", "namespaced/lib.templates.z.schedulerName"], made.Text.Split("; ").Where(part => part.Contains("lib", StringComparison.Ordinal)).Select(Place));
        run.View();
        Assert.Same(made, run.State.Warning);

        var record = run.State.ToRecord();
        var nodes = Enumerable.Range(0, run.State.NodeCount).Select(run.State.ToNodeRecord).ToList();
        run.Reload();
        Assert.Equal(made, run.State.Warning);
        var body = System.Text.Encoding.UTF8.GetString(record.Body.Span);
        Assert.Equal("as stored", Loaded(body.Replace(made.Text, "as stored", StringComparison.Ordinal)).Warning.Text);
        Assert.Equal(made, Loaded(body.Replace("\"warned\"", "\"other\"", StringComparison.Ordinal)).Warning);

        WorkflowState Loaded(string changed) => WorkflowState.Load(record with { Body = System.Text.Encoding.UTF8.GetBytes(changed) }, nodes);
    }

    [Fact]
    public void ResourcesThatNoWorkerHas_AndWhatAPatchDoesNotChange_AreNamedInTheCondition()
    {
        const string Yaml = """
            metadata: {name: wf}
            spec:
              entrypoint: main
              podResources: {limits: {a.com/gpu: 1}}
              podSpecPatch: '{"tolerations":[],"containers":[{"name":"main","resources":{"limits":{"d.com/gpu":"1"}}}]}'
              templateDefaults: {container: {resources: {limits: {b.com/gpu: 1}}}}
              templates:
                - {name: main, container: {image: x, resources: {requests: {cpu: 1, c.com/gpu: 1}, limits: {memory: 1Gi, c.com/gpu: 1, a.com/gpu: 1}}}}
                - {name: tagged, podSpecPatch: "{{workflow.parameters.patch}}", container: {image: x, resources: {limits: {c.com/gpu: 1}}}}
            """;
        const string Effect = "has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels";

        Assert.Equal(
            [
                $"spec.podResources: resource a.com/gpu {Effect}",
                "spec.podSpecPatch: tolerations has no effect: Kubernetes nodes have taints; workers have none",
                $"spec.podSpecPatch: resource d.com/gpu of containers[0].resources {Effect}",
                $"spec.templateDefaults.container.resources: resource b.com/gpu {Effect}",
                $"spec.templates[0].container.resources: resource c.com/gpu {Effect}",
                "spec.templates[1].podSpecPatch can be read only when its tags are replaced: what means nothing here cannot be told before, and is left out then",
            ],
            Warnings(new VirtualRun(Yaml)));
    }

    [Fact]
    public void WhatEndsNodesInError_IsNamedInTheCondition_WithItsPlace()
    {
        const string Yaml = """
            metadata: {name: wf}
            spec:
              entrypoint: main
              suspend: true
              dnsConfig: {nameservers: [bogus, '{{workflow.name}}']}
              hostAliases: [{ip: nowhere, hostnames: [h]}]
              volumeClaimGC: {strategy: Never}
              synchronization: {semaphores: [{configMapKeyRef: {name: conf}}]}
              podGC: {strategy: OnPodSuccess, deleteDelayDuration: soon}
              podSpecPatch: '{"dnsConfig":{"searches":["a b"]}}'
              templateDefaults: {timeout: 1d, container: {readinessProbe: {periodSeconds: 3}, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}}
              templates:
                - {name: main, steps: [[{name: a, inline: {pendingTimeout: '2d', container: {image: x}}}]]}
                - {name: again, timeout: 1d, podSpecPatch: '[1]', volumes: [{name: v, downwardAPI: {items: [{path: p, fieldRef: {fieldPath: status.podIP}}]}}], container: {image: x}}
            """;

        Assert.Equal(
            [
                "spec.dnsConfig.nameservers[0]: dnsConfig.nameservers has 'bogus', which is no IP address: the node will end in Error",
                "spec.hostAliases[0]: hostAliases has the ip 'nowhere', which is no IP address: the node will end in Error",
                "spec.volumeClaimGC: volumeClaimGC.strategy unknown strategy 'Never': volumes of claims stay as long as the workflow",
                "spec.synchronization: synchronization: requested configuration is invalid: Invalid lock key: Key is missing for ConfigMap lock: the workflow will end in Error",
                "spec.podGC: podGC.deleteDelayDuration: time: invalid duration \"soon\": containers go without a delay",
                "spec.podSpecPatch: dnsConfig.searches has 'a b', which is no single word: the node will end in Error",
                "spec.templateDefaults.timeout: invalid timeout format. time: unknown unit \"d\" in duration \"1d\": the node will end in Error",
                "spec.templateDefaults.container: readinessProbe of container main must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): the node will end in Error",
                $"spec.templateDefaults.container: variable A of container main refers to the pod's field 'status.podIP', only {PodFacts.Known} have a meaning here: the node will end in Error",
                "spec.templates[0].steps[0][0].inline.pendingTimeout: invalid pendingTimeout format. time: unknown unit \"d\" in duration \"2d\": the node will end in Error",
                "spec.templates[1].podSpecPatch is no map of fields of a pod: the node will end in Error",
                $"spec.templates[1].volumes[0]: volume v: the item 'p' refers to the pod's field 'status.podIP', only {PodFacts.KnownToFiles} have a meaning here: a node that mounts it will end in Error",
            ],
            Warnings(new VirtualRun(Yaml)));
    }

    private static string Place(string warning) => warning.Split(' ')[0];

    private static List<string> Warnings(VirtualRun run)
    {
        var condition = Assert.Single(run.Run().View().Root.GetProperty("status").GetProperty("conditions").EnumerateArray(), condition => condition.GetProperty("type").GetString() == "SpecWarning");
        return condition.GetProperty("message").GetString()!.Split("; ").Aggregate(new List<string>(), (list, part) =>
        {
            // A semicolon may be a sentence's own.
            if (list.Count == 0 || part.StartsWith("spec.", StringComparison.Ordinal))
                list.Add(part);
            else
                list[^1] += "; " + part;
            return list;
        });
    }

    [Fact]
    public void Summary_IsTheObjectWithoutNodes()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf}")).Run();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            WorkflowStatusWriter.WriteSummary(writer, run.State.ToRecord(), new WorkflowStatusOptions { ResourceVersion = "12" });
        using var summary = JsonDocument.Parse(stream.ToArray());
        Assert.Equal("12", summary.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString());
        Assert.Equal("Succeeded", summary.RootElement.GetProperty("status").GetProperty("phase").GetString());
        Assert.False(summary.RootElement.GetProperty("status").TryGetProperty("nodes", out _));
    }
}
