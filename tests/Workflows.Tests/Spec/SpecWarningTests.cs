using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

/// <summary>What a workflow has and Fleet has no use for, or what will end in Error: said when it is read.</summary>
public sealed class SpecWarningTests
{
    [Fact]
    public void TimeLimit_ThatIsNoDuration_IsWarnedOf()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates: [{name: main, timeout: 2d, pendingTimeout: '{{workflow.name}}', container: {image: x}}]
            """);
        Assert.Empty(loaded.Errors);
        Assert.Equal("templates.main: invalid timeout format. time: unknown unit \"d\" in duration \"2d\": the node will end in Error", Assert.Single(loaded.Warnings).Message);
    }

    [Fact]
    public void Containers_WithWhatNoWorkerHas_AreWarnedOf()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              podResources: {limits: {hugepages-2Mi: 1Gi}}
              templates:
                - name: main
                  podResources: {requests: {cpu: 1, ephemeral-storage: 1Gi}}
                  container: {image: x, resources: {limits: {nvidia.com/gpu: 1, memory: 1Gi}, requests: {nvidia.com/gpu: 1}}, readinessProbe: {periodSeconds: 1}}
                  sidecars: [{name: s, image: x, readinessProbe: {grpc: {port: 1}}}]
            """);
        const string effect = "has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels";
        Assert.Empty(loaded.Errors);
        Assert.Equal(
            [
                "templates.main: readinessProbe of container main must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): the node will end in Error",
                $"templates.main: resource nvidia.com/gpu of container main {effect}",
                $"templates.main: podResources: resource ephemeral-storage {effect}",
                $"podResources: resource hugepages-2Mi {effect}",
            ],
            loaded.Warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void TemplateDefaultsAndPatches_WithWhatNoWorkerHas_AreWarnedOf()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              podSpecPatch: '{"containers":[{"name":"main","resources":{"limits":{"y.com/gpu":"1","cpu":"1"},"requests":{"gone.com/gpu":null}}}]}'
              templateDefaults:
                timeout: 1d
                pendingTimeout: '{{workflow.parameters.wait}}'
                podSpecPatch: '{"tolerations":[]}'
                container: {resources: {limits: {x.com/gpu: 1}}}
                script: {resources: {limits: {s.com/gpu: 1}}}
              templates: [{name: main, timeout: 1h, container: {image: x}}]
            """);
        const string effect = "has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels";
        Assert.Empty(loaded.Errors);
        Assert.Equal(
            [
                (6, $"podSpecPatch: resource y.com/gpu of containers[0].resources {effect}"),
                (8, "templateDefaults: invalid timeout format. time: unknown unit \"d\" in duration \"1d\": the node will end in Error"),
                (10, "templateDefaults.podSpecPatch: tolerations has no effect: Kubernetes nodes have taints; workers have none"),
                (7, $"templateDefaults: resource x.com/gpu of container main {effect}"),
                (7, $"templateDefaults: resource s.com/gpu of container main {effect}"),
            ],
            loaded.Warnings.Select(warning => (warning.Line, warning.Message)).OrderBy(warning => warning.Line == 7).ThenBy(warning => warning.Line));
    }

    [Fact]
    public void TemplateDefaults_WithWhatEndsNodesInError_AreWarnedOf()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templateDefaults:
                activeDeadlineSeconds: soon
                container: {readinessProbe: {periodSeconds: 3}, env: [{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]}
                script: {terminationMessagePath: /dev/x}
                hostAliases: [{ip: '{{workflow.name}}', hostnames: [h]}, {ip: nowhere, hostnames: [h]}]
              templates: [{name: main, container: {image: x}}]
            """);
        Assert.Empty(loaded.Errors);
        Assert.Equal(
            [
                (6, "templateDefaults: readinessProbe of container main must specify a handler type (exec with a command, httpGet, tcpSocket, grpc): the node will end in Error"),
                (6, $"templateDefaults: variable A of container main refers to the pod's field 'status.podIP', only {PodFacts.Known} have a meaning here: the node will end in Error"),
                (6, "templateDefaults: terminationMessagePath /dev/x is not read: nothing is left of /dev when a container has ended. Name another path, or say terminationMessagePolicy: FallbackToLogsOnError"),
                (10, "templateDefaults: hostAliases has the ip 'nowhere', which is no IP address: the node will end in Error"),
                (7, "templateDefaults: invalid activeDeadlineSeconds format. time: invalid duration \"soon\": the node will end in Error"),
            ],
            loaded.Warnings.Select(warning => (warning.Line, warning.Message)));
    }

    [Fact]
    public void InlineTemplates_AreNamedByTheirPlace()
    {
        var loaded = WorkflowLoader.Load("""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps: [[{name: a, inline: {timeout: 1d, container: {image: x, resources: {limits: {x.com/gpu: 1}}}}}]]
                - name: dag
                  dag: {tasks: [{name: b, inline: {steps: [[{name: c, inline: {podSpecPatch: '{"tolerations":[]}', container: {image: '{{inputs.parameters.none}}'}}}]]}}]}
            """);
        Assert.Contains("templates.dag.tasks.b.inline.steps[0].c.inline: failed to resolve {{inputs.parameters.none}}", loaded.Errors.Select(error => error.Message));
        Assert.Equal(
            [
                "templates.main.steps[0].a.inline: invalid timeout format. time: unknown unit \"d\" in duration \"1d\": the node will end in Error",
                "templates.main.steps[0].a.inline: resource x.com/gpu of container main has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels",
                "templates.dag.tasks.b.inline.steps[0].c.inline.podSpecPatch: tolerations has no effect: Kubernetes nodes have taints; workers have none",
            ],
            loaded.Warnings.Select(warning => warning.Message));
    }
}
