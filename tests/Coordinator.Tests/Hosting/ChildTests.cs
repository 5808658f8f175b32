using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Tests.Hosting;

/// <summary>Resource templates of kind Workflow in a whole Fleet: other workflows are made, waited for and deleted.</summary>
public sealed class ChildTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-child-").FullName;
    private EmbeddedFleet fleet = null!;

    public async ValueTask InitializeAsync() => fleet = await EmbeddedFleet.StartAsync(folder);

    public async ValueTask DisposeAsync()
    {
        await fleet.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Create_IsWaitedFor_AndGoesWithItsOwner()
    {
        var parent = await SubmitAsync("setOwnerReference: true, action: create, successCondition: status.phase == Succeeded", Child("generateName: child-", "container: {image: alpine}"));

        Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(parent)).Phase);
        var child = Assert.Single(await OthersAsync(parent));
        Assert.Equal(("Succeeded", true), (child.Phase, child.Name.StartsWith("child-", StringComparison.Ordinal)));
        await fleet.Commands.DeleteAsync(parent, TestContext.Current.CancellationToken);
        Assert.Empty(await OthersAsync(parent));
    }

    [Fact]
    public async Task ChildFails_TheNodeFailsWithTheCondition()
    {
        var parent = await SubmitAsync(
            "action: create, successCondition: status.phase == Succeeded, failureCondition: 'status.phase in (Failed, Error)'",
            Child("name: other", "metadata: {annotations: {fleet.dummy/exit-code: '1'}}, container: {image: alpine}"));

        var end = await fleet.UntilFinishedAsync(parent);

        Assert.Equal(("Failed", "failure condition 'status.phase in (Error,Failed)' evaluated true"), (end.Phase, end.Message));
        await fleet.Commands.DeleteAsync(parent, TestContext.Current.CancellationToken);
        Assert.Equal("other", Assert.Single(await OthersAsync(parent)).Name);
    }

    [Theory]
    [InlineData("action: create", "name: parent", "the workflow cannot be submitted: metadata.name: A workflow named 'parent' exists already")]
    [InlineData("action: get", "name: absent", "workflows.argoproj.io \"absent\" not found")]
    [InlineData("action: create", "generateName: x-, labels: 3", "the workflow cannot be submitted: metadata.labels: ")]
    public async Task WhatCannotBeDone_FailsWithTheSentence(string resource, string metadata, string message)
    {
        var end = await fleet.UntilFinishedAsync(await SubmitAsync(resource, Child(metadata, "container: {image: alpine}")));

        Assert.Equal("Failed", end.Phase);
        Assert.StartsWith(message, end.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyGetDelete_OfOneThatIsThere()
    {
        var other = await fleet.SubmitAsync("{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: other}, spec: {entrypoint: a, templates: [{name: a, suspend: {}}]}}");
        foreach (var action in (string[])["apply", "get", "delete", "delete"])
        {
            var parent = await SubmitAsync($"action: {action}", Child("name: other", "suspend: {}"), $"parent-{Guid.NewGuid():N}");
            Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(parent)).Phase);
        }

        Assert.Null(await fleet.Store.FindAsync(other.Uid, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Restart_WhileItWaits_MakesNoSecondOne_AndGoesOn()
    {
        var parent = await SubmitAsync("action: create, successCondition: status.phase == Succeeded", Child("generateName: child-", "suspend: {}"));
        var child = await UntilAsync(async () => (await OthersAsync(parent)).SingleOrDefault(workflow => workflow.Phase == "Running"));

        await fleet.DisposeAsync();
        fleet = await EmbeddedFleet.StartAsync(folder);
        await fleet.Commands.RequestAsync(child.Uid, new ResumeRequested(null), TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", (await fleet.UntilFinishedAsync(parent)).Phase);
        Assert.Equal(child.Uid, Assert.Single(await OthersAsync(parent)).Uid);
    }

    [Theory]
    [InlineData("secondsAfterSuccess: 0, secondsAfterCompletion: 1000", "0")]
    [InlineData("secondsAfterFailure: 0, secondsAfterSuccess: 1000", "1")]
    [InlineData("secondsAfterCompletion: 0", "1")]
    public async Task TtlStrategy_DeletesTheWorkflow_WithItsLogs(string strategy, string exitCode)
    {
        var workflow = await fleet.SubmitAsync($$$"""
            {apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: gone}, spec: {entrypoint: a, ttlStrategy: { {{{strategy}}} }, templates: [
              {name: a, metadata: {annotations: {fleet.dummy/exit-code: "{{{exitCode}}}", fleet.dummy/logs: hello}}, container: {image: alpine}}]}}
            """);

        await UntilAsync(async () => await fleet.Store.FindAsync(workflow.Uid, TestContext.Current.CancellationToken) is null ? "gone" : null);
        await UntilAsync(() => Task.FromResult(Directory.EnumerateFileSystemEntries(Path.Combine(folder, "logs"), $"*{workflow.Uid}*", SearchOption.AllDirectories).Any() ? null : "gone"));
    }

    private static string Child(string metadata, string template) =>
        $$$"""{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: { {{{metadata}}} }, spec: {entrypoint: a, templates: [{name: a, {{{template}}}}]}}""";

    private async Task<Guid> SubmitAsync(string resource, string manifest, string name = "parent") => (await fleet.SubmitAsync($$$"""
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: {{{name}}} }
        spec:
          entrypoint: main
          templates:
            - {name: main, resource: { {{{resource}}}, manifest: {{{System.Text.Json.JsonSerializer.Serialize(manifest)}}} }}
        """)).Uid;

    private async Task<IReadOnlyList<WorkflowSummary>> OthersAsync(Guid parent) =>
        [.. (await fleet.Store.ListAsync(new WorkflowQuery(), TestContext.Current.CancellationToken)).Items.Where(workflow => workflow.Uid != parent)];

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var patience = new CancellationTokenSource(EmbeddedFleet.Patience);
        while (true)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(10, patience.Token);
        }
    }
}
