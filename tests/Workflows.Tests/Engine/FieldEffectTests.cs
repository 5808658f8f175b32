using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Fields that no other test needs: each changes what is run.</summary>
public sealed class FieldEffectTests
{
    private const string Container = "container: {image: x}";

    [Theory]
    [InlineData("Stop")]
    [InlineData("Terminate")]
    public void SpecShutdown_OfASubmittedWorkflow_StartsNothing(string strategy)
    {
        var run = new VirtualRun(Yaml.Template(Container, spec: $"shutdown: {strategy}")).Run();
        Assert.Empty(run.Requests);
        Assert.Equal(("Failed", $"Stopped with strategy '{strategy}'"), (run.View().Phase, run.View().Message));
    }

    [Fact]
    public void SpecRetryStrategy_CountsForTemplatesWithoutOne()
    {
        var run = new VirtualRun(Yaml.Template(Container, spec: "retryStrategy: {limit: 1}")).On("*", Outcome.Fails()).Run();
        Assert.Equal(["wf(0)", "wf(1)"], run.Requests.Select(request => request.NodeName));
    }

    [Fact]
    public void TemplateDefaults_FillWhatATemplateLeavesOpen()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: own}", spec: "templateDefaults: {timeout: 5s, container: {image: default, command: [a], env: [{name: X, value: '1'}]}}")).On("*", Outcome.Hangs).Run();
        var container = Assert.Single(run.Requests).Template.Container!;
        Assert.Equal(("own", "a", "X"), (container.Image, container.Command![0], container.Env[0].Name));
        Assert.Equal("Step exceeded its deadline", run.View()["wf"].Message);
    }

    // By the keys that Argo's and Kubernetes' types have; what has none is replaced.
    [Fact]
    public void TemplateDefaults_ListsAreMergedByTheirKey_OrReplaced()
    {
        var run = new VirtualRun(Yaml.Template(
            "volumes: [{name: v, emptyDir: {}}]\n    hostAliases: [{ip: 10.0.0.2, hostnames: [two]}]\n    synchronization: {mutexes: [{name: own}]}\n    container: {image: x, args: [a], volumeMounts: [{name: v, mountPath: /b}], env: [{name: B, value: b}, {name: N, value: n}]}",
            spec: "templateDefaults: {synchronization: {mutexes: [{name: other}]}, hostAliases: [{ip: 10.0.0.1, hostnames: [one]}], container: {args: [z], volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /b, readOnly: true}], env: [{name: A, value: a}, {name: B, value: z}]}}")).Run();

        var template = Assert.Single(run.Requests).Template;
        Assert.Equal(["a"], template.Container!.Args!);
        Assert.Equal(["/a False", "/b True"], template.Container.VolumeMounts.Select(mount => $"{mount.MountPath} {mount.ReadOnly}"));
        Assert.Equal(["A=a", "B=b", "N=n"], template.Container.Env.Select(variable => $"{variable.Name}={variable.Value}"));
        Assert.Equal(["10.0.0.2", "10.0.0.1"], template.HostAliases.Select(alias => alias.Ip));
        Assert.Equal("own", Assert.Single(template.Synchronization!.Mutexes).Name);

        var set = new VirtualRun(Yaml.Template(
            "volumes: [{name: v, emptyDir: {}}]\n    containerSet: {volumeMounts: [{name: v, mountPath: /b}], containers: [{name: main, image: x}]}",
            spec: "templateDefaults: {containerSet: {volumeMounts: [{name: v, mountPath: /a}], containers: [{name: other, image: x}]}}")).Run();
        var merged = Assert.Single(set.Requests).Template.ContainerSet!;
        Assert.Equal(["/b main"], merged.VolumeMounts.Select(mount => $"{mount.MountPath} {Assert.Single(merged.Containers).Name}"));
    }

    // Argo's own tests, TestWokflowSchedulingConstraintsDAG and Steps.
    [Theory]
    [InlineData("steps: [[{name: a, template: leaf}]]", "pool=wf")]
    [InlineData("dag: {tasks: [{name: a, template: leaf}]}", "pool=wf")]
    [InlineData("dag: {tasks: [{name: a, template: own}]}", "disk=ssd")]
    [InlineData("steps: [[{name: a, template: inner}]]", "zone=a")]
    public void NodeSelector_OfTheTemplateAround_CountsBeforeTheWorkflows(string body, string expected)
    {
        var run = new VirtualRun(Yaml.Template(
            "nodeSelector: {pool: '{{workflow.name}}'}\n    " + body,
            "- {name: own, nodeSelector: {disk: ssd}, container: {image: x}}\n- {name: inner, steps: [[{name: b, template: leaf}]]}",
            "nodeSelector: {zone: a}")).Run();
        Assert.Equal(expected, string.Join(' ', Assert.Single(run.Requests).NodeSelector.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void NodeSelectorAndPriority_AreTheTasks()
    {
        var run = new VirtualRun(Yaml.Template("nodeSelector: {disk: '{{workflow.name}}'}\n    container: {image: x}", spec: "nodeSelector: {disk: hdd, zone: a}\n  priority: 7")).Run();
        var request = Assert.Single(run.Requests);
        Assert.Equal([("disk", "wf")], request.NodeSelector.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(7, request.Priority);
    }

    [Fact]
    public void FieldsOfPods_ThatAreTheWorkflows_HaveNamesOfTheWorkflowAndOfThePod()
    {
        const string own = "- {name: own, inputs: {parameters: [{name: i}]}, container: {image: x}}";
        const string spec = """
            arguments: {parameters: [{name: p, value: 'v"1'}]}
              podMetadata: {labels: {of: '{{workflow.name}}', in: '{{inputs.parameters.i}}'}, annotations: {pod: '{{pod.name}}', late: '{{=lower(workflow.parameters.p)}}', not: '{{other}}'}}
              hostAliases: [{ip: 10.0.0.1, hostnames: ['h-{{workflow.parameters.p}}']}]
              nodeSelector: {zone: '{{inputs.parameters.i}}'}
              imagePullSecrets: [{name: 'for-{{workflow.name}}'}]
              podResources: {limits: {cpu: '{{inputs.parameters.i}}'}}
              dnsConfig: {searches: ['{{workflow.namespace}}.test']}
            """;
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: own, arguments: {parameters: [{name: i, value: '2'}]}}]]", own, spec)) { ReloadAlways = true }.Run();
        var request = Assert.Single(run.Requests);
        var read = request.SpecOf(run.State.Workflow.Spec);
        Assert.Equal(("wf", "2"), (read.PodMetadata!.Labels["of"], read.PodMetadata.Labels["in"]));
        Assert.Equal((request.PodName, "v\"1", "{{other}}"), (read.PodMetadata.Annotations["pod"], read.PodMetadata.Annotations["late"], read.PodMetadata.Annotations["not"]));
        Assert.Equal(("h-v\"1", "for-wf", $$"""{"searches":["{{run.State.Namespace}}.test"]}"""), (read.HostAliases[0].Hostnames[0], read.ImagePullSecrets[0], read.DnsConfig));
        Assert.Equal(("2", 2), (request.NodeSelector["zone"], request.Cpu));
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Null(new VirtualRun(Yaml.Template(Container, spec: "podMetadata: {labels: {a: b}}")).Run().Requests.Single().PodFields);
    }

    [Fact]
    public void PodSpecPatch_MeetsFieldsOfThePodWithTheirTagsReplaced()
    {
        var run = new VirtualRun(Yaml.Template(Container, spec: "imagePullSecrets: [{name: '{{workflow.name}}'}]\n  podSpecPatch: '{imagePullSecrets: [{name: more}]}'")).Run();
        Assert.Equal(["more", "wf"], Assert.Single(run.Requests).Template.PatchedPod!.ImagePullSecrets!.Order());
    }

    [Fact]
    public void Resources_RequestsElseLimits_AreWhatTheTaskCountsFor()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x, resources: {requests: {cpu: 500m}, limits: {cpu: 2, memory: 64Mi}}}")).Run();
        Assert.Equal((0.5, 64L << 20), (Assert.Single(run.Requests).Cpu, Assert.Single(run.Requests).Memory));
    }

    [Fact]
    public void PodResources_AreWhatTheTaskCountsFor()
    {
        var run = new VirtualRun(Yaml.Template("podResources: {requests: {cpu: 500m}, limits: {memory: 64Mi}}\n    container: {image: x}")).Run();
        Assert.Equal((0.5, 64L << 20), (Assert.Single(run.Requests).Cpu, Assert.Single(run.Requests).Memory));
    }

    [Fact]
    public void SpecPodResources_AreThoseOfTemplatesWithoutTheirOwn()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: leaf}, {name: b, template: own}]]", "- {name: own, podResources: {limits: {cpu: 2}}, container: {image: x}}", "podResources: {requests: {cpu: 500m}, limits: {cpu: 1}}")).Run();
        Assert.Equal([0.5, 2], run.Requests.Select(request => request.Cpu));
    }

    [Theory]
    [InlineData("{{inputs.parameters.p}}")]
    [InlineData("{{inputs.parameters}}")]
    [InlineData("fixed")]
    [InlineData("{{=inputs.parameters.p}}")]
    public void DisplayNameAnnotation_OfALoopedTask_IsThatOfItsItems(string display)
    {
        var named = $"- {{name: named, annotations: {{workflows.argoproj.io/display-name: '{display}'}}, inputs: {{parameters: [{{name: p}}]}}, container: {{image: x}}}}";
        var view = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: named, withItems: [bb], arguments: {parameters: [{name: p, value: '{{item}}'}]}}]}", named)).Run().View();

        Assert.Equal("A", view["wf.A"].DisplayName);
        if (display != "{{inputs.parameters}}")
            Assert.Equal(display == "fixed" ? "fixed" : "bb", view["wf.A(0:bb)"].DisplayName);
    }

    // What failed is part of an expression's environment, and has a display name, too.
    [Theory]
    [InlineData("")]
    [InlineData("retryStrategy: {limit: 1}, ")]
    public void DisplayNameAnnotation_WithAnExpression_OfWhatFailed_IsToldOnce(string retry)
    {
        var named = $"- {{name: named, {retry}annotations: {{workflows.argoproj.io/display-name: 'at-{{{{=inputs.parameters.p}}}}-{{{{workflow.status}}}}'}}, inputs: {{parameters: [{{name: p}}]}}, container: {{image: x}}}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: named, arguments: {parameters: [{name: p, value: b}]}}]]", named, "onExit: leaf")).On("at-b*", Outcome.Fails()).On("*", Outcome.Ok).Run();

        Assert.Equal(("Failed", "at-b-Running"), (run.View().Phase, run.View()["wf[0].a"].DisplayName));
        run.Reload();
        Assert.Equal("at-b-Running", run.View()["wf[0].a"].DisplayName);
    }

    [Fact]
    public void DisplayNameAnnotation_IsTheNodesDisplayName_WithItsInputs()
    {
        const string named = "- {name: named, annotations: {workflows.argoproj.io/display-name: 'at-{{inputs.parameters.p}}'}, inputs: {parameters: [{name: p}]}, container: {image: x}}";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: a, template: named, withItems: [b.1, 'not so'], arguments: {parameters: [{name: p, value: '{{item}}'}]}}]]", named)).Run();
        Assert.Equal("at-b.1", run.View()["wf[0].a(0:b.1)"].DisplayName);
        Assert.Equal(("Error", "displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$"), (run.View()["wf[0].a(1:not so)"].Phase, run.View()["wf[0].a(1:not so)"].Message));
        run.Reload();
        Assert.Equal("at-b.1", run.View()["wf[0].a(0:b.1)"].DisplayName);
    }

    [Theory]
    [InlineData("timeout", "2d", "time: unknown unit \"d\" in duration \"2d\"")]
    [InlineData("timeout", "abc", "time: invalid duration \"abc\"")]
    [InlineData("pendingTimeout", "1.5", "time: missing unit in duration \"1.5\"")]
    [InlineData("activeDeadlineSeconds", "soon", "time: invalid duration \"soon\"")]
    public void TimeLimit_ThatIsNoDuration_IsAnErrorOfTheNode_NotNoLimit(string field, string value, string why)
    {
        const string args = "arguments: {parameters: [{name: t, value: '{{workflow.parameters.t}}'}]}";
        foreach (var body in (string[])[Container, "resource: {action: get, manifest: '{}'}", "suspend: {}", "synchronization: {mutexes: [{name: m}]}\n  container: {image: x}"])
        {
            var run = new VirtualRun(Yaml.Template($"steps: [[{{name: a, template: limited, {args}}}]]", $"- name: limited\n  inputs: {{parameters: [{{name: t}}]}}\n  {field}: '{{{{inputs.parameters.t}}}}'\n  {body}", $"arguments: {{parameters: [{{name: t, value: '{value}'}}]}}")).Run();
            Assert.Equal(("Error", $"invalid {field} format. {why}"), (run.View()["a"].Phase, run.View()["a"].Message));
            Assert.Empty(run.Requests);
        }
    }

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

    [Fact]
    public void PendingTimeout_CountsUntilAWorkerBegins()
    {
        var run = new VirtualRun(Yaml.Template("dag: {tasks: [{name: A, template: slow}, {name: B, template: slow}]}", "- {name: slow, pendingTimeout: 3s, container: {image: x}}")) { Slots = 1 }
            .On("A", Outcome.Ok with { Duration = TimeSpan.FromSeconds(10) }).Run();
        Assert.Equal("Succeeded", run.View()["A"].Phase);
        Assert.Equal(("Failed", "2026-11-24T08:00:03Z"), (run.View()["B"].Phase, run.View()["B"].Text("finishedAt")));
    }

    [Fact]
    public void SpecActiveDeadline_FailsTheWorkflow()
    {
        var view = new VirtualRun(Yaml.Template(Container, spec: "activeDeadlineSeconds: 4")).On("*", Outcome.Hangs).Run().View();
        Assert.Equal("Failed", view.Phase);
        Assert.Equal("2026-11-24T08:00:04Z", view["wf"].Text("finishedAt"));
    }

    // As long as Go's longest duration, 292 years.
    [Theory]
    [InlineData("300000000000")]
    [InlineData("9223372036854775807")]
    public void SpecActiveDeadline_ThatNobodyLivesToSee_IsFarAway(string seconds)
    {
        var run = new VirtualRun(Yaml.Template(Container, spec: $"activeDeadlineSeconds: {seconds}\n  ttlStrategy: {{secondsAfterCompletion: 2147483647}}")).Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Single(run.Requests);
    }

    [Fact]
    public void Inline_IsRunInPlaceOfATemplate()
    {
        var run = new VirtualRun(Yaml.Steps("{name: a, inline: {container: {image: inlined, args: ['{{workflow.name}}']}}}")).Run();
        Assert.Equal(("inlined", "wf"), (Assert.Single(run.Requests).Template.Container!.Image, run.Requests.First().Template.Container!.Args![0]));
        Assert.Equal("Succeeded", run.View()["a"].Phase);
    }

    [Fact]
    public void Sequence_StartEndAndFormat_GiveItsItems()
    {
        var run = new VirtualRun(Yaml.Dag("{name: A, template: leaf, withSequence: {start: 9, end: '11', format: 'h%02X'}}", "{name: B, template: leaf, withSequence: {start: '3', count: 2}}")).Run();
        Assert.Equal(["A(0:h09)", "A(1:h0A)", "A(2:h0B)", "B(0:3)", "B(1:4)"], run.View().Nodes.Where(node => node.Type == "Pod").Select(node => node.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void BackoffMaxDuration_EndsTheRetries()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 2s, maxDuration: 5s}}\n    container: {image: x}")).On("*", Outcome.Fails(1, 1)).Run();
        Assert.Equal(2, run.Requests.Count());
        Assert.Equal("Backoff would exceed max duration limit", run.View()["wf"].Message);
    }

    // It is no deadline of the first attempt: that may take as long as it does.
    [Fact]
    public void BackoffMaxDuration_IsADeadline_OfTheAttemptsAfterTheFirst()
    {
        var run = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}"))
            .On("*", Outcome.Fails() with { Duration = TimeSpan.FromSeconds(30) }, new Outcome { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal([null, VirtualRun.Start.AddSeconds(60)], run.Requests.Select(request => request.Deadline));

        var first = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}")).On("*", new Outcome { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal("Succeeded", first.View().Phase);
        var late = new VirtualRun(Yaml.Template("retryStrategy: {limit: 9, backoff: {duration: 1s, maxDuration: 60s}}\n    container: {image: x}")).On("*", Outcome.Fails() with { Duration = TimeSpan.FromHours(1) }).Run();
        Assert.Equal("Max duration limit exceeded", late.View()["wf"].Message);
    }

    [Fact]
    public void Parameters_DefaultEnumAndDescription_AreKeptAndCount()
    {
        var run = new VirtualRun(Yaml.Template("inputs: {parameters: [{name: size, default: small, enum: [small, large], description: how much}]}\n    container: {image: x, args: ['{{inputs.parameters.size}}']}")).Run();
        Assert.Equal(["small"], Assert.Single(run.Requests).Template.Container!.Args!);
        Assert.Contains("\"description\":\"how much\"", run.View().Json, StringComparison.Ordinal);
    }

    [Fact]
    public void SuspendDuration_ResumesByItself()
    {
        var view = new VirtualRun(Yaml.Template("suspend: {duration: '20'}")).Run().View();
        Assert.Equal(("Succeeded", "2026-11-24T08:00:20Z"), (view["wf"].Phase, view["wf"].Text("finishedAt")));
    }

    [Fact]
    public void Metadata_IsTheWorkflowsOwn()
    {
        const string yaml = """
            metadata: {generateName: gen-, namespace: team, labels: {a: b}, annotations: {c: d}}
            spec: {entrypoint: main, templates: [{name: main, container: {image: x, args: ['{{workflow.labels.a}} {{workflow.annotations.c}} {{workflow.namespace}}']}}]}
            """;
        var run = new VirtualRun(yaml).Run();
        Assert.Equal(["b d team"], Assert.Single(run.Requests).Template.Container!.Args!);
        var metadata = run.View().Root.GetProperty("metadata");
        Assert.Equal(("gen-x", "b", "d"), (metadata.GetProperty("name").GetString(), metadata.GetProperty("labels").GetProperty("a").GetString(), metadata.GetProperty("annotations").GetProperty("c").GetString()));
    }

    [Fact]
    public void GivenByFleet_IsNotTakenFromTheManifest()
    {
        const string yaml = """
            metadata: {name: wf, uid: 00000000-0000-0000-0000-00000000000a, creationTimestamp: "2001-01-01T00:00:00Z", resourceVersion: "99", generation: 42}
            spec: {entrypoint: main, templates: [{name: main, container: {image: x}}]}
            """;
        var run = new VirtualRun(yaml).Run();
        var metadata = run.View().Root.GetProperty("metadata");
        Assert.Equal(run.State.Uid, metadata.GetProperty("uid").GetGuid());
        Assert.Equal("2026-11-24T08:00:00Z", metadata.GetProperty("creationTimestamp").GetString());
        Assert.Equal(1, metadata.GetProperty("generation").GetInt32());
        Assert.False(metadata.TryGetProperty("resourceVersion", out _));
    }

    [Theory]
    [InlineData("{duration: '{{workflow.parameters.none}}'}")]
    [InlineData("{duration: '{{=nope(}}'}")]
    [InlineData("{duration: 1, factor: '{{=nope(}}'}")]
    [InlineData("{duration: 1, cap: '{{=nope(}}'}")]
    [InlineData("{duration: 1, maxDuration: '{{=nope(}}'}")]
    [InlineData("{duration: soon}")]
    [InlineData("{duration: 1, maxDuration: '{{retries}}'}")]
    [InlineData("{duration: '{{retries}}', maxDuration: 1m}")]
    [InlineData("{duration: '{{lastRetry.exitCode}}', maxDuration: 1m}")]
    public void Backoff_BrokenTag_MakesTheRetryNodeError(string backoff)
    {
        var template = $"retryStrategy: {{limit: 2, backoff: {backoff}}}, container: {{image: x}}}}";
        foreach (var (body, name) in ((string, string)[])[("dag: {tasks: [{name: A, template: again}]}", "wf.A"), ("steps: [[{name: A, template: again}]]", "wf[0].A"), ("dag: {tasks: [{name: A, template: again, withItems: [1]}]}", "wf.A(0:1)")])
        {
            var view = new VirtualRun(Yaml.Template(body, "- {name: again, " + template)).On("*", Outcome.Fails()).Run().View();
            var node = Assert.Single(view.Nodes, node => node.Name == name);
            Assert.Equal("Error", node.Phase);
            Assert.NotEmpty(node.Message!);
            Assert.All(view.Nodes, node => Assert.NotEqual("Running", node.Phase));
        }

        var root = new VirtualRun(Yaml.Template("retryStrategy: {limit: 2, backoff: " + backoff + "}\n    container: {image: x}")).On("*", Outcome.Fails()).Run().View();
        Assert.Equal(("Error", "Error"), (root["wf"].Phase, root.Phase));
    }
}
