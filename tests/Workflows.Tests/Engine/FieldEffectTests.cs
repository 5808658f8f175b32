using Fleet.Workflows.Engine;
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
    public void Parameters_DefaultEnumAndDescription_AreKeptAndCount()
    {
        var run = new VirtualRun(Yaml.Template("inputs: {parameters: [{name: size, default: small, enum: [small, large], description: how much}]}\n    container: {image: x, args: ['{{inputs.parameters.size}}']}")).Run();
        Assert.Equal(["small"], Assert.Single(run.Requests).Template.Container!.Args!);
        Assert.Contains("\"description\":\"how much\"", run.View().Json, StringComparison.Ordinal);
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
}
