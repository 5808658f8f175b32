using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Validation;

public sealed class WorkflowValidationTests
{
    [Theory]
    [InlineData("arguments: {parameters: [{name: p}]}", "spec.arguments.p.value or spec.arguments.p.valueFrom is required")]
    [InlineData("arguments: {parameters: [{name: p, value: 1, enum: []}]}", "spec.arguments.p.enum should contain at least one value")]
    [InlineData("arguments: {parameters: [{name: p, value: 1, enum: [2, 3]}]}", "spec.arguments.p.value should be present in spec.arguments.p.enum list")]
    [InlineData("arguments: {parameters: [{name: p, valueFrom: {path: /x}}]}", "spec.arguments.p.valueFrom only allows: default, configMapKeyRef and supplied")]
    [InlineData("arguments: {artifacts: [{name: a}]}", "spec.arguments.a.from, artifact location, or key is required")]
    [InlineData("onExit: gone", "template name 'gone' undefined")]
    [InlineData("hooks: {failure: {template: done}}", "hooks.failure Expression required")]
    [InlineData("podGC: {strategy: Foo}", "podGC.strategy unknown strategy 'Foo'")]
    [InlineData("podGC: {strategy: OnPodCompletion, labelSelector: {matchLabels: {\"a b\": c}}}", "podGC.labelSelector invalid: key: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc')")]
    [InlineData("podGC: {strategy: OnPodCompletion, labelSelector: {matchExpressions: [{key: /x, operator: Exists}]}}", "podGC.labelSelector invalid: key: Invalid value: \"/x\": prefix part must be a lowercase RFC 1123 subdomain of at most 253 characters (e.g. 'example.com')")]
    public void Load_FaultySpec_IsTheError(string spec, string expected)
    {
        var error = Assert.Single(Manifest.Errors("- {name: main, suspend: {}}", spec));

        Assert.Equal(expected, error.Message);
        Assert.Equal(5, error.Line);
    }

    // As Argo's validator does: Kubernetes refuses the pod, and here the node ends in Error.
    [Theory]
    [InlineData("dnsConfig: {nameservers: [192.0.2.1, 'fe80::1', ns.example.org]}", "dnsConfig.nameservers has 'ns.example.org', which is no IP address")]
    [InlineData("dnsConfig: {nameservers: ['10.1']}", "dnsConfig.nameservers has '10.1', which is no IP address")]
    [InlineData("dnsConfig: {nameservers: ['256.1.1.1']}", "dnsConfig.nameservers has '256.1.1.1', which is no IP address")]
    [InlineData("dnsConfig: {nameservers: ['[::1]']}", "dnsConfig.nameservers has '[::1]', which is no IP address")]
    [InlineData("dnsConfig: {searches: [a b]}", "dnsConfig.searches has 'a b', which is no single word")]
    [InlineData("dnsConfig: {options: [{name: ndots, value: \"1\\nnameserver 6.6.6.6\"}]}", "dnsConfig.options has '1?nameserver 6.6.6.6', which is no single word")]
    [InlineData("dnsConfig: {options: [{value: '2'}]}", "dnsConfig.options has '{\"value\":\"2\"}', which has no name")]
    [InlineData("hostAliases: [{ip: '10.1', hostnames: [h]}]", "hostAliases has the ip '10.1', which is no IP address")]
    [InlineData("podSpecPatch: '{\"dnsConfig\":{\"nameservers\":[1]}}'", "podSpecPatch: dnsConfig.nameservers has '1', which is no text")]
    [InlineData("podSpecPatch: '{\"dnsConfig\":[1]}'", "podSpecPatch: dnsConfig is no map")]
    [InlineData("podSpecPatch: '{\"dnsConfig\":{\"searches\":\"a\"}}'", "podSpecPatch: dnsConfig.searches is no list")]
    [InlineData("podSpecPatch: '{\"hostAliases\":[{\"ip\":\"x\"}]}'", "podSpecPatch: hostAliases has the ip 'x', which is no IP address")]
    [InlineData("podSpecPatch: '{\"containers\":{},\"volumes\":null}'", "podSpecPatch: containers is no list")]
    [InlineData("podSpecPatch: '[1]'", "podSpecPatch is no map of fields of a pod")]
    public void Load_WhatKubernetesWouldRefuseAtThePod_IsWarnedOf(string spec, string expected)
    {
        var result = Manifest.Load("- {name: main, suspend: {}}", spec);

        Assert.Empty(result.Errors);
        Assert.Equal(($"{expected}: the node will end in Error", 5), (Assert.Single(result.Warnings).Message, result.Warnings[0].Line));
    }

    [Fact]
    public void Load_StrategyOfClaimsThatIsNone_IsWarnedOf()
    {
        var warning = Assert.Single(Warnings("- {name: main, suspend: {}}", "volumeClaimGC: {strategy: Never}"));

        Assert.Equal(("volumeClaimGC.strategy unknown strategy 'Never': volumes of claims stay as long as the workflow", 5), (warning.Message, warning.Line));
    }

    [Fact]
    public void Load_DnsConfig_WithTags_IsCheckedWhenTheyAreReplaced() =>
        Assert.Empty(Warnings("- {name: main, suspend: {}}", "dnsConfig: {nameservers: ['{{workflow.parameters.server}}'], options: [{name: ndots, value: '{{ workflow.parameters.dots }}'}]}"));

    private static IReadOnlyList<SpecError> Warnings(string templates, string spec)
    {
        var result = Manifest.Load(templates, spec);
        Assert.Empty(result.Errors);
        return result.Warnings;
    }

    [Fact]
    public void Load_Enum_WithALargeValueThatWasTakenOut_HasIt()
    {
        var (large, other) = (new string('B', 100_000), new string('C', 100_000));
        foreach (var (value, fits) in new[] { (large, true), (other, false) })
        {
            var json = $$$"""{"kind":"Workflow","metadata":{"name":"wf"},"spec":{"entrypoint":"main","arguments":{"parameters":[{"name":"p","value":"{{{value}}}","enum":["b","{{{large}}}"]}]},"templates":[{"name":"main","suspend":{}}]}}""";
            var named = new ManifestValues().Take(json);
            Assert.DoesNotContain(value, named.Replace(large + "\"]", "", StringComparison.Ordinal), StringComparison.Ordinal);
            foreach (var text in (string[])[json, named])
                Assert.Equal(fits ? [] : ["spec.arguments.p.value should be present in spec.arguments.p.enum list"], WorkflowLoader.Load(text).Errors.Select(error => error.Message));
        }
    }

    [Fact]
    public void Load_Lint_LetsArgumentsLackValues()
    {
        const string Yaml = "kind: Workflow\nspec:\n  entrypoint: m\n  arguments: {parameters: [{name: p}]}\n  templates: [{name: m, container: {image: 'a{{workflow.parameters.p}}'}}]\n";

        Assert.Single(WorkflowLoader.Load(Yaml).Errors);
        Assert.Empty(WorkflowLoader.Load(Yaml, LoadOptions.ForLint).Errors);
    }

    [Theory]
    [InlineData("'* * * * *'", null)]
    [InlineData("'*/5 1-3,5 ? jan-mar mon'", null)]
    [InlineData("'@every 1h30m'", null)]
    [InlineData("'CRON_TZ=Europe/Berlin 0 3 * * *'", null)]
    [InlineData("'* * * *'", "expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("'61 * * * *'", "end of range (61) above maximum (59): 61")]
    [InlineData("'@often'", "unrecognized descriptor: @often")]
    [InlineData("'5-3 * * * *'", "beginning of range (5) beyond end of range (3): 5-3")]
    public void Load_CronSchedule_IsChecked(string schedule, string? why)
    {
        var yaml = $$"""
            kind: CronWorkflow
            metadata: {name: c}
            spec:
              schedules: [{{schedule}}]
              workflowSpec: {entrypoint: m, templates: [{name: m, suspend: {} }] }
            """;

        var errors = WorkflowLoader.Load(yaml, Manifest.Options).Errors.Select(e => e.Message);
        Assert.Equal(why is null ? [] : [$"cron schedule {schedule.Trim('\'')} is malformed: {why}"], errors);
    }

    [Fact]
    public void Load_CronWorkflow_NamesThePlaceInItsSpec()
    {
        var error = Assert.Single(WorkflowLoader.Load("kind: CronWorkflow\nspec:\n  schedules: ['@daily']\n  workflowSpec:\n    entrypoint: m\n    templates:\n    - {name: m, container: {}}\n", Manifest.Options).Errors);

        Assert.Equal(("spec.workflowSpec.templates[0].container", 7), (error.Path, error.Line));
    }
}
