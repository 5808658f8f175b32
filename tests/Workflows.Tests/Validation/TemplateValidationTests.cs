using System.Text.Json;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Fields;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Tests.Validation;

public sealed class TemplateValidationTests
{
    [Theory]
    [InlineData("{name: main}", "templates.main template type unspecified. choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref")]
    [InlineData("{name: main, suspend: {}, container: {image: a}}", "templates.main multiple template types specified. choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref")]
    [InlineData("{name: main, container: {args: [a]}}", "templates.main.container.image may not be empty")]
    [InlineData("{name: main, container: {image: a}, retryStrategy: {retryPolicy: Sometimes}}", "Sometimes is not a valid RetryPolicy")]
    [InlineData("{name: main, container: {image: a}, timeout: '10'}", "main has invalid duration format in timeout")]
    [InlineData("{name: main, suspend: {}, timeout: 10s}", "Suspend template doesn't support timeout field")]
    [InlineData("{name: main, steps: [], activeDeadlineSeconds: 5}", "templates.main.activeDeadlineSeconds is only valid for leaf templates")]
    [InlineData("{name: main, container: {image: a}, activeDeadlineSeconds: -5}", "templates.main.activeDeadlineSeconds must be a positive integer > 0 or an argo variable")]
    [InlineData("{name: main, container: {image: a}, activeDeadlineSeconds: soon}", "templates.main.activeDeadlineSeconds must be a positive integer > 0 or an argo variable")]
    [InlineData("{name: main, plugin: {}}", "templates.main.plugin: expected exactly one key, got 0")]
    [InlineData("{name: main, plugin: {a: {}, b: {}}}", "templates.main.plugin: expected exactly one key, got 2")]
    [InlineData("{name: main, container: {image: a}, parallelism: 2}", "templates.main.parallelism is only valid for steps and dag templates")]
    [InlineData("{name: main, container: {image: a, args: ['{{inputs.parameters.x}}']}}", "templates.main: failed to resolve {{inputs.parameters.x}}")]
    [InlineData("{name: main, container: {image: a, args: ['{{inputs.parameters.x']}}", "templates.main: failed to resolve {{inputs.parameters.x: the tag is not closed")]
    [InlineData("{name: main, container: {image: a}, outputs: {parameters: [{name: o}]}}", "templates.main.outputs.parameters.o does not have valueFrom or value specified")]
    [InlineData("{name: main, container: {image: a}, outputs: {parameters: [{name: o, valueFrom: {parameter: x}}]}}", "templates.main.outputs.parameters.o.path must be specified for Container templates")]
    [InlineData("{name: main, container: {image: a}, outputs: {parameters: [{name: o, value: x, valueFrom: {path: x}}]}}", "templates.main.outputs.parameters.o has both valueFrom and value specified, choose one")]
    [InlineData("{name: main, container: {image: a}, outputs: {parameters: [{name: o, valueFrom: {path: x, expression: z}}]}}", "multiple valueFrom types specified. choose one of: path, jqFilter, jsonPath, parameter, raw")]
    [InlineData("{name: main, container: {image: a}, inputs: {parameters: [{name: p, value: a}, {name: p, value: b}]}}", "templates.main.inputs.parameters[1].name 'p' is not unique")]
    [InlineData("{name: main, container: {image: a}, inputs: {artifacts: [{name: a, path: /x/../../y, raw: {data: z}}]}}", "error in templates.main.inputs.artifacts.a: Artifact 'a' attempted to use a path containing '..'. Directory traversal is not permitted")]
    [InlineData("{name: main, container: {image: a}, inputs: {artifacts: [{name: a, path: /x}]}}", "templates.main inputs.artifacts.a was not supplied")]
    [InlineData("{name: main, containerSet: {containers: [{name: wait, image: a}]}}", "templates.main.containerSet.containers[0].name 'wait' is reserved")]
    public void Load_FaultyTemplate_IsTheError(string template, string expected)
    {
        var error = Assert.Single(Manifest.Errors($"- {template}"));

        Assert.Equal(expected, error.Message);
        Assert.True(error.Line > 0);
    }

    [Theory]
    [InlineData("|", 10)]
    [InlineData("|-2", 10)]
    [InlineData("'", 7)]
    public void Load_FaultyTagInABlockOfLines_IsToldWithItsLine(string style, int line)
    {
        var script = style == "'" ? "'echo\n\n          echo {{inputs.parameters.q}}'" : style + "\n          echo\n\n          echo {{inputs.parameters.q}} {{=1 +}}\n          exit";
        var errors = WorkflowLoader.Load("kind: Workflow\nspec:\n  entrypoint: main\n  templates:\n  - name: main\n    script:\n        source: " + script + "\n        image: x\n").Errors;
        Assert.All(errors, error => Assert.Equal((line, "spec.templates[0].script.source"), (error.Line, error.Path)));
        Assert.Equal(style == "'" ? 1 : 2, errors.Count);
    }

    [Theory]
    [InlineData("/dev/termination-log", 1)]
    [InlineData("/tmp/why", 0)]
    public void TerminationMessagePath_OfWhichNothingIsLeft_IsAWarning(string path, int warnings)
    {
        var result = WorkflowLoader.Load($$$"""{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: wf}, spec: {entrypoint: main, templates: [{name: main, container: {image: a, terminationMessagePath: {{{path}}} }, sidecars: [{name: s, image: a, terminationMessagePath: {{{path}}} }]}]}}""");

        Assert.Equal(warnings, result.Warnings.Count(warning => warning.Message.StartsWith("templates.main: terminationMessagePath /dev/termination-log is not read", StringComparison.Ordinal)));
        Assert.Empty(result.Errors);
    }

    // What Argo's executor does and nobody does here: told, since nothing else would.
    [Theory]
    [InlineData("script: {image: a, command: [sh], source: 'echo 1/2 > $ARGO_PROGRESS_FILE'}", "container main names ARGO_PROGRESS_FILE, which is not set here: tasks do not report their own progress")]
    [InlineData("container: {image: a, command: [sh, -c], args: ['echo 1/2 > ${ARGO_PROGRESS_FILE}']}", "container main names ARGO_PROGRESS_FILE, which is not set here: tasks do not report their own progress")]
    [InlineData("container: {image: a, args: ['$ARGO_PROGRESS_FILE'], env: [{name: ARGO_PROGRESS_FILE, value: /tmp/p}]}", null)]
    [InlineData("container: {image: a, env: [{name: ARGO_DEBUG_PAUSE_AFTER, value: 'true'}]}", "variable ARGO_DEBUG_PAUSE_AFTER of container main has no effect: containers are not held for debugging")]
    public void Load_WhatArgosExecutorWouldDo_IsAWarning(string template, string? expected)
    {
        var result = WorkflowLoader.Load($$$"""{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: wf}, spec: {entrypoint: main, templates: [{name: main, {{{template}}}}]}}""");

        Assert.Empty(result.Errors);
        Assert.Equal(expected is null ? [] : [$"templates.main: {expected}"], result.Warnings.Select(warning => warning.Message));
    }

    // Lint and the condition say the same.
    [Theory]
    [InlineData("container: {image: a, volumeMounts: [{name: nov, mountPath: /x}]}", "A container mounts the volume 'nov', which neither the template nor the workflow has: the node will end in Error")]
    [InlineData("container: {image: a, volumeMounts: [{name: w, mountPath: /x}, {name: c, mountPath: /y}, {name: t, mountPath: /z}, {name: '{{workflow.name}}', mountPath: /u}]}, volumes: [{name: t, emptyDir: {}}]", null)]
    [InlineData("container: {image: a}, sidecars: [{name: x, image: a}], initContainers: [{name: x, image: a}]", "The pod has two containers named 'x': give one of them another name (main is the template's own container): the node will end in Error")]
    [InlineData("container: {image: a}, sidecars: [{name: X_1, image: a}]", "The container name 'X_1' is none: up to 63 lower case letters, digits and '-', beginning and ending with a letter or digit: the node will end in Error")]
    [InlineData("suspend: {duration: abc}", "invalid ")]
    [InlineData("suspend: {duration: '{{workflow.name}}'}", null)]
    [InlineData("container: {image: a}, retryStrategy: {limit: 2, backoff: {duration: xx}}", "invalid ")]
    [InlineData("container: {image: a}, hostAliases: [{ip: 1.2.3.4, hostnames: ['a b']}]", "hostAliases has the hostname 'a b', which is no host name: the node will end in Error")]
    [InlineData("container: {image: a}, hostAliases: [{ip: 1.2.3.4, hostnames: [db.example.org, my_db, '123', '{{workflow.name}}']}]", null)]
    [InlineData("container: {image: a}, retryStrategy: {limit: two}", "retryStrategy.limit 'two' is not a whole number: the node will end in Error when it is to be tried again")]
    [InlineData("container: {image: a}, retryStrategy: {limit: '{{workflow.name}}', expression: 'lastRetry.exitCode != {{workflow.name}}'}", null)]
    [InlineData("container: {image: a}, retryStrategy: {expression: 'asInt(lastRetry.exitCode) >'}", "retryStrategy.expression 'asInt(lastRetry.exitCode) >': ")]
    [InlineData("container: {image: a}, synchronization: {mutexes: [{name: ''}]}", "synchronization: requested configuration is invalid: Invalid lock key: ResourceName is missing: the node will end in Error")]
    [InlineData("container: {image: a}, synchronization: {mutexes: [{name: m}, {name: m}]}", "duplicate synchronization item found: the node will end in Error")]
    [InlineData("container: {image: a}, synchronization: {mutexes: [{name: '{{workflow.name}}'}, {name: '{{workflow.uid}}'}], semaphores: [{configMapKeyRef: {name: conf, key: k}}]}", null)]
    [InlineData("steps: [[{name: s, inline: {container: {image: a}}}]], outputs: {parameters: [{name: o, value: v}]}", "outputs.parameters.o: output parameters must have a valueFrom specified: the node will end in Error")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}', successCondition: 'status.phase === Succeeded'}", "resource.successCondition: success condition 'status.phase === Succeeded' failed to parse: write path == value")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}', failureCondition: 'status.phase in (a'}", "resource.failureCondition: fail condition 'status.phase in (a' failed to parse: ")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}', successCondition: 'status.phase == {{workflow.name}}', failureCondition: 'a > {{workflow.uid}}'}", null)]
    [InlineData("resource: {action: delete, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}', successCondition: 'a ==== b'}", null)]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}'}, outputs: {parameters: [{name: o, valueFrom: {jsonPath: '{.status.phase'}}]}", "outputs.parameters.o.valueFrom.jsonPath: jsonPath '{.status.phase': a brace is not closed: the node will fail")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}'}, outputs: {parameters: [{name: o, valueFrom: {jsonPath: '{range .items[*]}{.x[}{end}'}}]}", "outputs.parameters.o.valueFrom.jsonPath: invalid JSON path ")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}'}, outputs: {parameters: [{name: o, valueFrom: {jsonPath: '.items['}}]}", "outputs.parameters.o.valueFrom.jsonPath: invalid JSON path ")]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}'}, outputs: {parameters: [{name: o, valueFrom: {jsonPath: '{.items[{{workflow.name}}'}}, {name: d, valueFrom: {jsonPath: '{.a', default: x}}, {name: ok, valueFrom: {jsonPath: '{.status.phase}'}}]}", null)]
    [InlineData("resource: {action: get, manifest: '{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: a}}'}, outputs: {parameters: [{name: o, valueFrom: {jqFilter: '.a | nope'}}]}", "outputs.parameters.o.valueFrom.jqFilter: function not defined: nope/0 (1:6)")]
    [InlineData("data: {source: {artifactPaths: {name: a, s3: {bucket: b}}}, transformation: [{expression: 'data'}, {expression: 'data +'}]}", "data.transformation[1].expression 'data +': ")]
    [InlineData("http: {url: 'http://a', successCondition: 'response.statusCode =='}", "http.successCondition 'response.statusCode ==': ")]
    [InlineData("http: {url: 'http://a', successCondition: 'response.statusCode == {{workflow.name}}'}", null)]
    [InlineData("steps: [[{name: s, inline: {container: {image: a}}, hooks: {h: {template: main, expression: 'steps.s.status =='}}}]]", "steps.s.hooks.h.expression 'steps.s.status ==': ")]
    [InlineData("dag: {tasks: [{name: s, inline: {container: {image: a}}, hooks: {h: {template: main, expression: 'tasks.s.status =='}}}]}", "tasks.s.hooks.h.expression 'tasks.s.status ==': ")]
    [InlineData("steps: [[{name: s, inline: {container: {image: a}}, when: '1 =='}]]", "steps.s.when '1 ==': ")]
    [InlineData("dag: {tasks: [{name: s, inline: {container: {image: a}}, when: '{{workflow.name}} =='}, {name: t, inline: {container: {image: a}}, when: 'false'}]}", null)]
    public void Load_WhatEndsTheNodeInError_IsAWarning(string template, string? expected)
    {
        var yaml = $$$"""{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: wf}, spec: {entrypoint: main, volumes: [{name: w, emptyDir: {}}], volumeClaimTemplates: [{metadata: {name: c}, spec: {}}], templates: [{name: main, {{{template}}}}]}}""";
        var result = WorkflowLoader.Load(yaml);
        var condition = new FieldWarnings();
        using var manifest = JsonDocument.Parse(result.Workflows.Single().Json);
        condition.Add(manifest.RootElement, "Workflow", SpecPath.Root);

        Assert.Empty(result.Errors);
        Assert.Equal(expected is null ? 0 : 1, result.Warnings.Count(warning => warning.Message.Contains(expected ?? "the node will", StringComparison.Ordinal)));
        Assert.Equal(expected is null ? 0 : 1, condition.Sentences.Count(sentence => sentence.Contains(expected ?? "the node will", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_BrokenTags_AreErrorsOfTheirOwnPlaces_AndHideNoOther()
    {
        var errors = Manifest.Errors("""
            - name: main
              inputs: {parameters: [{name: x, default: "{{=asInt(}}"}]}
              container:
                image: a
                args:
                - "{{=inputs.parameters.x +}}"
                - "{{inputs.parameters.zz}}"
                - "{{=\"a\" +}} {{=fine}}"
                - "{{workflow.nope}}"
                - "{{inputs.parameters.x"
                - "{{="
            """);

        Assert.Equal(
            ["inputs.parameters[0].default", "container.args[0]", "container.args[1]", "container.args[2]", "container.args[3]", "container.args[4]", "container.args[5]"],
            errors.Select(e => e.Path.Replace("spec.templates[2].", "", StringComparison.Ordinal)));
        Assert.Equal([10, 14, 15, 16, 17, 18, 19], errors.Select(e => e.Line));
        Assert.All(new[] { 0, 1, 3 }, i => Assert.StartsWith("templates.main failed to evaluate expression: ", errors[i].Message, StringComparison.Ordinal));
        Assert.Equal("templates.main: failed to resolve {{inputs.parameters.x: the tag is not closed", errors[5].Message);
    }

    [Fact]
    public void Load_BrokenTagInSteps_HidesNothingOfTheOtherSteps()
    {
        var errors = Manifest.Errors("""
            - name: main
              steps:
              - - {name: x, template: done, withParam: "{{=[1,}}", hooks: {other: {template: done}}}
                - {name: second, template: done, when: "{{steps.z.status}} == a"}
              - - {name: x, template: done}
            """);

        Assert.Contains(errors, e => e.Message.Contains("failed to evaluate expression", StringComparison.Ordinal) && e.Path == "spec.templates[2].steps[0][0].withParam");
        Assert.Contains(errors, e => e.Message.Contains("Expression required", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Message.Contains("failed to resolve {{steps.z.status}}", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Message.Contains("name 'x' is not unique", StringComparison.Ordinal));
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void Load_ArgumentWithABrokenTag_HidesNothingOfTheTemplate()
    {
        var errors = Manifest.Errors("""- {name: main, inputs: {parameters: [{name: x}]}, container: {image: a, args: ["{{inputs.parameters.x}} {{workflow.nope}}"]}}""", """arguments: {parameters: [{name: x, value: "{{=1 +}}"}]}""");

        Assert.Equal(2, errors.Count);
        Assert.Contains(errors, e => e.Message == "templates.main: failed to resolve {{workflow.nope}}");
    }

    [Theory]
    [InlineData("{name: main, container: {image: a, args: ['{{pod.name}} {{workflow.creationTimestamp.RFC3339}} {{workflow.status}} {{node.name}} {{retries}}']}}")]
    [InlineData("{name: main, script: {image: a, source: 'echo {{outputs.parameters.o.path}}'}, outputs: {parameters: [{name: o, valueFrom: {path: /tmp/o}}]}}")]
    [InlineData("{name: main, container: {image: a}, activeDeadlineSeconds: '{{inputs.parameters.s}}', inputs: {parameters: [{name: s, value: 5}]}}")]
    [InlineData("{name: main, container: {image: a}, timeout: '{{inputs.parameters.s}}', inputs: {parameters: [{name: s, default: 5s}]}}")]
    [InlineData("{name: main, container: {image: a, args: ['{{ .Values.helm }} {{steps']}}")]
    public void Load_GoodTemplate_HasNoErrors(string template) => Assert.Empty(Manifest.Errors($"- {template}"));

    [Fact]
    public void Load_TemplateThatNothingCalls_IsCheckedToo() =>
        Assert.Equal("templates.unused: failed to resolve {{workflow.failures}}", Assert.Single(Manifest.Errors("- {name: main, suspend: {}}\n- {name: unused, container: {image: 'a{{workflow.failures}}'}}")).Message);

    [Fact]
    public void Load_ExitHandler_KnowsFailures() =>
        Assert.Empty(Manifest.Errors("- {name: main, suspend: {}}\n- {name: last, container: {image: 'a{{workflow.failures}}'}}", "onExit: last"));

    [Fact]
    public void Load_Error_StandsWhereTheTagIs()
    {
        var error = Assert.Single(Manifest.Errors("- name: main\n  container:\n    image: a\n    args:\n    - fine\n    - |\n      not fine: {{workflow.nothing}}"));

        Assert.Equal("spec.templates[2].container.args[1]", error.Path);
        Assert.Equal(15, error.Line);
    }

    [Fact]
    public void Load_GlobalOutput_IsKnownToWhatComesAfter()
    {
        const string Templates = """
            - name: give
              container: {image: a}
              outputs: {parameters: [{name: o, globalName: shared, valueFrom: {path: /o}}]}
            - name: main
              steps:
              - - {name: one, template: FIRST}
              - - {name: two, template: SECOND}
            - {name: take, container: {image: "a{{workflow.outputs.parameters.shared}}"}}
            """;

        Assert.Empty(Manifest.Errors(Templates.Replace("FIRST", "give", StringComparison.Ordinal).Replace("SECOND", "take", StringComparison.Ordinal)));
        Assert.Single(Manifest.Errors(Templates.Replace("FIRST", "take", StringComparison.Ordinal).Replace("SECOND", "give", StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_Recursion_Ends() =>
        Assert.Empty(Manifest.Errors("- name: main\n  inputs: {parameters: [{name: left, default: '3'}]}\n  steps: [[{name: again, template: main, when: '{{inputs.parameters.left}} > 0'}]]"));

    [Fact]
    public void Validate_Records_HasTheSameErrors()
    {
        var workflow = SpecReader.ReadWorkflow("""{"kind":"Workflow","spec":{"entrypoint":"gone","templates":[{"name":"a","container":{}}]}}""");

        Assert.Equal(["template name 'gone' undefined", "templates.a.container.image may not be empty"], WorkflowValidator.Validate(workflow).Select(e => e.Message));
    }
}
