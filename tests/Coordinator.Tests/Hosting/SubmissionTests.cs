using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Tests.Hosting;

public sealed class SubmissionTests : IDisposable
{
    private const string Hello = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: hello}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: who, value: world}]}
          templates:
          - name: main
            container: {image: alpine, command: [echo, "{{workflow.parameters.who}}"]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-submit-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Request_FieldsChangeTheManifest()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);
        var request = new SubmitWorkflow
        {
            Yaml = Hello,
            Name = "other",
            Namespace = "ci",
            Parameters = new Dictionary<string, JsonElement> { ["who"] = JsonDocument.Parse("7").RootElement },
            Labels = new Dictionary<string, string> { ["a"] = "b" },
        };

        var accepted = (await fleet.Submissions.SubmitAsync(request, null, Token)).Workflow!;

        Assert.Equal(("ci", "other"), (accepted.Namespace, accepted.Name));
        var manifest = JsonDocument.Parse(accepted.Manifest).RootElement;
        Assert.Equal("7", manifest.GetProperty("spec").GetProperty("arguments").GetProperty("parameters")[0].GetProperty("value").GetString());
        Assert.Equal("b", manifest.GetProperty("metadata").GetProperty("labels").GetProperty("a").GetString());
        Assert.Equal(accepted.Uid, (await fleet.Store.FindAsync("ci", "other", Token))!.Uid);
    }

    [Fact]
    public async Task TakenName_IsAnError_OrTheNextFreeOne()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);
        await fleet.SubmitAsync(Hello);

        var taken = await fleet.Submissions.SubmitAsync(new SubmitWorkflow { Yaml = Hello }, null, Token);
        var second = await fleet.SubmitAsync(Hello, new SubmissionOptions { UniqueName = true });
        var third = await fleet.SubmitAsync(Hello, new SubmissionOptions { UniqueName = true });

        Assert.Equal(SubmissionFailure.NameTaken, taken.Failure);
        Assert.Equal(("hello-2", "hello-3"), (second.Name, third.Name));
    }

    [Fact]
    public async Task SameKey_IsTheSameWorkflow()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);

        var first = await fleet.SubmitAsync(Hello, new SubmissionOptions { IdempotencyKey = "m-1" });
        var second = await fleet.SubmitAsync("not even yaml: [", new SubmissionOptions { IdempotencyKey = "m-1" });

        Assert.Equal((first.Uid, true), (second.Uid, second.Existed));
    }

    [Theory]
    [InlineData("{}", "nothing to run")]
    [InlineData("""{"yaml":"kind: Workflow","workflowTemplateRef":"x"}""", "exactly one")]
    [InlineData("""{"yaml":"kind: Workflow","parameter":{"who":"me"}}""", "unknown field \"parameter\"; known are")]
    [InlineData("""{"workflow":[1]}""", "must be a JSON object")]
    [InlineData("""{"workflow":{"metadata":{},"spec":{"entrypoint":"m","templates":[{"name":"m","suspend":{}}]}}}""", "name or generateName is required")]
    [InlineData("""{"workflow":{"metadata":{"name":"Not_Valid"},"spec":{"entrypoint":"m","templates":[{"name":"m","suspend":{}}]}}}""", "name 'Not_Valid' is invalid")]
    [InlineData("""{"workflow":{"metadata":{"name":"a"},"spec":{"entrypoint":"x","templates":[{"name":"m","suspend":{}}]}},"parameters":{"p":null}}""", "Parameter 'p' has no value")]
    public async Task Invalid_IsAnsweredWithASentence(string json, string part)
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);
        var request = JsonSerializer.Deserialize<SubmitWorkflow>(json, JsonSerializerOptions.Web)!;

        var result = await fleet.Submissions.SubmitAsync(request, null, Token);

        Assert.Equal(SubmissionFailure.Invalid, result.Failure);
        Assert.Contains(result.Errors, error => error.Message.Contains(part, StringComparison.Ordinal));
        Assert.Empty((await fleet.Store.ListAsync(new Fleet.Coordinator.Storage.WorkflowQuery(), Token)).Items);
    }

    [Fact]
    public async Task Check_ValidatesAndStoresNothing()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(_folder, withWorker: false);

        var good = await fleet.Submissions.CheckAsync(new SubmitWorkflow { Yaml = Hello }, null, Token);
        var bad = await fleet.Submissions.CheckAsync(new SubmitWorkflow { Yaml = Hello.Replace("entrypoint: main", "entrypoint: nowhere", StringComparison.Ordinal) }, null, Token);

        Assert.Equal("hello", good.Workflow!.Name);
        Assert.NotEmpty(Encoding.UTF8.GetString(good.Workflow.Manifest.Span));
        Assert.All(bad.Errors, error => Assert.NotNull(error.Line));
        Assert.Empty((await fleet.Store.ListAsync(new Fleet.Coordinator.Storage.WorkflowQuery(), Token)).Items);
    }
}
