using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Where artifacts go that say no place: the Fleet's store or repository, the one a workflow names, a template's own.</summary>
public sealed class RepositoryTests
{
    private const string Pod = """
        - name: made
          outputs: {artifacts: [{name: out, path: /tmp/out}]}
          container: {image: "alpine:3.23", command: [echo]}
        """;

    private const string Bucket = """{"s3":{"endpoint":"s3:9000","bucket":"b","insecure":true,"keyFormat":"kept/{{workflow.namespace}}/{{workflow.name}}/{{pod.name}}"}}""";

    private const string OfArgument = "artifactRepositoryRef: {configMap: 'of-{{workflow.parameters.p}}', key: '{{workflow.parameters.p}}'}\n  arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}";

    private static readonly RepositoryMap Map = new(
        new Dictionary<string, string> { ["one"] = "s3:\n  bucket: of-one\n  endpoint: s3:9000\n", ["two"] = "s3: {bucket: of-two, endpoint: 's3:9000', keyPrefix: pre}", ["bad"] = "s3: {buckt: x}", ["none"] = "archiveLogs: false" }, "one");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Default_OfTheFleet_GivesKeysByItsFormat(bool reload)
    {
        var run = Run(Yaml.Template("steps: [[{name: A, template: made}]]", Pod), new WorkflowSubmitted { DefaultRepository = Bucket }, reload);
        var view = run.View();

        Assert.Equal($"kept/team/wf/{PodOf(view)}/out.tgz", KeyOf(view));
        Assert.Equal("""{"s3":{"endpoint":"s3:9000","bucket":"b","insecure":true}}""", run.State.Repository.Location);
        using var status = JsonDocument.Parse(view.Json);
        Assert.True(status.RootElement.GetProperty("status").GetProperty("artifactRepositoryRef").GetProperty("default").GetBoolean());
    }

    [Theory]
    [InlineData("", "of-one", "")]
    [InlineData("artifactRepositoryRef: {key: two}", "of-two", "pre/")]
    [InlineData("artifactRepositoryRef: {configMap: mine}", "of-one", "")]
    [InlineData("arguments: {parameters: [{name: k, value: two}]}\n  artifactRepositoryRef: {configMap: 'of-{{workflow.name}}', key: '{{workflow.parameters.k}}'}", "of-two", "pre/")]
    public void Ref_NamesAKeyOfAConfigMap(string reference, string bucket, string prefix)
    {
        var run = Run(Yaml.Template("steps: [[{name: A, template: made}]]", Pod, reference), new WorkflowSubmitted { DefaultRepository = Bucket, Repositories = Map }, reload: true, "artifact-repositories", "mine", "of-wf");

        Assert.Equal($$$"""{"s3":{"bucket":"{{{bucket}}}","endpoint":"s3:9000"}}""", run.State.Repository.Location);
        Assert.Equal($"{prefix}wf/{PodOf(run.View())}/out.tgz", KeyOf(run.View()));
    }

    [Theory]
    [InlineData("{configMap: missing, key: k}", "ConfigMap 'missing' does not exist")]
    [InlineData("{configMap: mine, key: k}", "ConfigMap 'mine' does not have the key 'k'")]
    [InlineData("{configMap: mine, key: bad}", "unknown field \"s3.buckt\"")]
    [InlineData("{configMap: mine, key: none}", "names no place")]
    [InlineData("{configMap: '{{=fail()}}', key: one}", "fail")]
    public void Ref_ToWhatIsNotThere_IsAnError(string reference, string message)
    {
        var view = Run(Yaml.Template("steps: [[{name: A, template: made}]]", Pod, $"artifactRepositoryRef: {reference}"), new WorkflowSubmitted(), reload: false).View();

        Assert.Equal("Error", view.Phase);
        Assert.StartsWith("failed to resolve artifact repository: ", view.Message, StringComparison.Ordinal);
        Assert.Contains(message, view.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ref_WithAnArgumentOfAConfigMap_IsChosenWhenItIsKnown(bool reload)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", Pod, OfArgument)) { ReloadAlways = reload };
        run.ConfigMaps["c"] = new() { ["k"] = "two" };
        run.Repositories["of-two"] = Map;
        var asked = new List<EngineEvent>();
        run.Doubles = (@event, decision) =>
        {
            if (decision.Commands.Count > 0)
                asked.Add(@event);
        };
        var only = new List<EngineEvent>();
        run.Observe = (@event, decision) =>
        {
            if (decision.OnlyAsks)
                only.Add(@event);
        };
        run.Run();

        Assert.IsType<WorkflowSubmitted>(Assert.Single(only));
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal($"pre/wf/{PodOf(run.View())}/out.tgz", KeyOf(run.View()));
        Assert.Equal(["ReadConfigMaps", "ResolveRepository"], run.Commands.Select(command => command.GetType().Name).Where(name => name.StartsWith('R') && name is not ("RunTask" or "ReleaseLocks")));
        Assert.Empty(asked);

        // Stored with the workflow: nothing asks again.
        run.Reload();
        Assert.Equal("of-two", JsonDocument.Parse(run.State.Repository.Location!).RootElement.GetProperty("s3").GetProperty("bucket").GetString());
        Assert.Equal("two", run.State.ArgumentValues!["p"]);
    }

    [Fact]
    public void Ref_WithAnArgumentWhoseConfigMapIsMissing_IsAnError_ThatARetryCanMend()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", Pod, OfArgument)) { ReloadAlways = true };
        run.Repositories["of-one"] = Map;
        run.Run();
        Assert.Equal(("Error", "failed to set global parameter p: ConfigMap 'c' does not exist"), (run.View().Phase, run.View().Message));

        run.Decide(new RetryRequested(false, null, new Dictionary<string, string>()));
        Assert.Equal("Error", run.View().Phase);

        run.Decide(new RetryRequested(false, null, new Dictionary<string, string> { ["p"] = "one" }));
        run.Run();
        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal($"wf/{PodOf(run.View())}/out.tgz", KeyOf(run.View()));
    }

    [Fact]
    public void Locks_WithAnArgumentOfAConfigMap_HaveItsValue()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x}", spec: "synchronization: {mutexes: [{name: 'm-{{workflow.parameters.p}}'}]}\n  arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}")) { ReloadAlways = true };
        run.ConfigMaps["c"] = new() { ["k"] = "two" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal("m-two", Assert.Single(Assert.Single(run.Commands.OfType<AcquireLocks>()).Request.Locks).Name);
    }

    [Fact]
    public void Metrics_OfTheBegin_HaveAnArgumentOfAConfigMap()
    {
        var run = new VirtualRun(Yaml.Template("container: {image: x}", spec: "metrics: {prometheus: [{name: m, help: h, labels: [{key: p, value: '{{workflow.parameters.p}}'}], gauge: {realtime: true, value: '{{workflow.duration}}'}}]}\n  arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: c, key: k}}}]}")) { ReloadAlways = true };
        run.ConfigMaps["c"] = new() { ["k"] = "two" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.All(run.Metrics, metric => Assert.Equal("two", metric.Labels.Single(label => label.Key == "p").Value));
        Assert.NotEmpty(run.Metrics);
    }

    [Theory]
    [InlineData("name: gone, key: k", "failed to set global parameter p: ConfigMap 'gone' does not exist")]
    [InlineData("name: '{{=fail()}}', key: k", "fail")]
    public void ArgumentThatCannotBeHad_EndsTheWorkflowBeforeAnythingBegins(string source, string message)
    {
        var view = new VirtualRun(Yaml.Template("container: {image: x}", spec: $"onExit: leaf\n  arguments: {{parameters: [{{name: p, valueFrom: {{configMapKeyRef: {{{source}}}}}}}]}}")) { ReloadAlways = true }.Run().View();

        Assert.Equal(("Error", 0), (view.Phase, view.Nodes.Count));
        Assert.Contains(message, view.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Retry_OfAWorkflowWhoseRefWasNotThere_ChoosesWhenItIs()
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", Pod, "artifactRepositoryRef: {configMap: late, key: two}")) { ReloadAlways = true };
        run.Run();
        Assert.Equal(("Error", 0), (run.View().Phase, run.State.NodeCount));

        run.Repositories["late"] = Map;
        run.Decide(new RetryRequested(false, null, new Dictionary<string, string>()));
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal($"pre/wf/{PodOf(run.View())}/out.tgz", KeyOf(run.View()));
    }

    [Theory]
    [InlineData("s3: {endpoint: 's3:9000', bucket: own, key: 'in/{{workflow.name}}'}", """{"name":"out","path":"/tmp/out","s3":{"endpoint":"s3:9000","bucket":"own","key":"in/wf/out.tgz"}}""")]
    [InlineData("azure: {endpoint: 'https://a', container: own, blob: 'in/{{workflow.name}}'}", """{"name":"out","path":"/tmp/out","azure":{"endpoint":"https://a","container":"own","blob":"in/wf/out.tgz"}}""")]
    public void ArchiveLocation_OfATemplate_IsWhereItsOutputsGo(string location, string expected)
    {
        var view = Run(Yaml.Template("steps: [[{name: A, template: made}]]", Pod + $"\n  archiveLocation: {{{location}}}"), new WorkflowSubmitted { DefaultRepository = Bucket }, reload: true).View();

        Assert.Equal(expected, view["A"].Artifact("outputs", "out"));
    }

    [Fact]
    public void Repository_InAzure_GivesBlobs()
    {
        var map = new RepositoryMap(
            new Dictionary<string, string> { ["one"] = "azure: {endpoint: 'https://a.blob.core.windows.net', container: box, accountKeySecret: {name: cred, key: account}, blobNameFormat: 'kept/{{workflow.name}}/{{pod.name}}'}" }, "one");
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", Pod)) { ReloadAlways = true };
        run.Secrets["cred"] = new() { ["account"] = "sealed-a" };
        run.Decide(new WorkflowSubmitted { Repositories = map });
        run.Run();

        Assert.Equal($$$"""{"name":"out","path":"/tmp/out","azure":{"blob":"kept/wf/{{{PodOf(run.View())}}}/out.tgz"}}""", run.View()["A"].Artifact("outputs", "out"));
        Assert.Equal("""{"azure":{"endpoint":"https://a.blob.core.windows.net","container":"box","accountKeySecret":{"name":"cred","key":"account"}}}""", run.State.Repository.Location);
        Assert.Equal([("account", "sealed-a")], run.Requests.First().Secrets.Select(secret => (secret.Key, secret.Sealed)));
    }

    [Theory]
    [InlineData("gcs", "{bucket: b, keyFormat: 'kept/{{workflow.name}}', serviceAccountKeySecret: {name: cred, key: account}}")]
    [InlineData("oss", "{endpoint: e, bucket: b, keyFormat: 'kept/{{workflow.name}}', accessKeySecret: {name: cred, key: account}}")]
    public void Repository_InGcsAndOss_GivesKeys(string kind, string fields)
    {
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}]]", Pod)) { ReloadAlways = true };
        run.Secrets["cred"] = new() { ["account"] = "sealed-a" };
        run.Decide(new WorkflowSubmitted { Repositories = new RepositoryMap(new Dictionary<string, string> { ["one"] = $"{kind}: {fields}" }, "one") });
        run.Run();

        Assert.Equal($$$"""{"name":"out","path":"/tmp/out","{{{kind}}}":{"key":"kept/wf/out.tgz"}}""", run.View()["A"].Artifact("outputs", "out"));
        Assert.Equal(("account", "sealed-a"), Assert.Single(run.Requests.First().Secrets.Select(secret => (secret.Key, secret.Sealed))));
    }

    [Theory]
    [InlineData("", "kept/team/wf/")]
    [InlineData("archiveLogs: false", null)]
    public void ArchiveLogs_OfTheRepository_CountWhereNobodySaysOtherwise(string spec, string? folder)
    {
        var repository = Bucket.Insert(1, "\"archiveLogs\":true,");
        var view = Run(Yaml.Template("steps: [[{name: A, template: leaf}]]", "", spec), new WorkflowSubmitted { DefaultRepository = repository }, reload: true).View();

        if (folder is null)
            Assert.Null(view["A"].Artifact("outputs", "main-logs"));
        else
            Assert.Contains($"\"key\":\"{folder}", view["A"].Artifact("outputs", "main-logs"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Succeeded")]
    [InlineData(false, "Error")]
    public void Repository_WithKeysInSecrets_GivesThemToTasksWithArtifacts(bool there, string phase)
    {
        const string Sealed = """{"s3":{"endpoint":"e","bucket":"b","accessKeySecret":{"name":"cred","key":"access"},"secretKeySecret":{"name":"cred","key":"secret"}}}""";
        var run = new VirtualRun(Yaml.Template("steps: [[{name: A, template: made}], [{name: B, template: leaf}]]", Pod)) { ReloadAlways = true };
        if (there)
            run.Secrets["cred"] = new() { ["access"] = "sealed-a", ["secret"] = "sealed-s", ["other"] = "x" };
        run.Decide(new WorkflowSubmitted { DefaultRepository = Sealed });
        run.Run();

        Assert.Equal(phase, run.View()["A"].Phase);
        if (!there)
        {
            Assert.Equal("artifact out: secrets \"cred\" not found", run.View()["A"].Message);
            return;
        }

        Assert.Equal([("access", "sealed-a"), ("secret", "sealed-s")], run.Requests.First().Secrets.Select(secret => (secret.Key, secret.Sealed)));
        Assert.Empty(run.Requests.Last().Secrets);
    }

    [Fact]
    public void Repository_OfAWorkflow_StaysWhatItWas_WhateverIsToldLater()
    {
        var run = Run(Yaml.Template("steps: [[{name: A, template: made}]]", Pod), new WorkflowSubmitted { DefaultRepository = Bucket }, reload: true);

        run.Decide(new WorkflowSubmitted());

        Assert.Equal("b", JsonDocument.Parse(run.State.Repository.Location!).RootElement.GetProperty("s3").GetProperty("bucket").GetString());
    }

    [Theory]
    [InlineData("s3", """{"endpoint":"e","bucket":"b","key":"k"}""", true)]
    [InlineData("s3", """{"bucket":"b","key":"k"}""", false)]
    [InlineData("s3", """{"key":"k"}""", false)]
    [InlineData("gcs", """{"bucket":"b","key":"k"}""", true)]
    [InlineData("azure", """{"endpoint":"e","container":"c","blob":"k"}""", true)]
    [InlineData("azure", """{"blob":"k"}""", false)]
    [InlineData("git", """{"repo":"r"}""", true)]
    public void Place_IsWhole_WhereArgoTakesItAsItIs(string kind, string place, bool whole) =>
        Assert.Equal(whole, ArtifactLocation.IsWhole(kind, System.Text.Json.Nodes.JsonNode.Parse(place)!.AsObject()));

    private static VirtualRun Run(string yaml, WorkflowSubmitted submitted, bool reload, params string[] maps)
    {
        var run = new VirtualRun(yaml) { ReloadAlways = reload };
        foreach (var map in maps.Append("mine"))
            run.Repositories[map] = Map;
        run.Decide(submitted);
        return run.Run();
    }

    private static string PodOf(WorkflowView view) => "wf-made-" + view["A"].Id["wf-".Length..];

    private static string? KeyOf(WorkflowView view) => JsonDocument.Parse(view["A"].Artifact("outputs", "out")!).RootElement.GetProperty("s3").GetProperty("key").GetString();
}
