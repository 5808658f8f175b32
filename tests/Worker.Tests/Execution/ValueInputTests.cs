using System.Text;
using Fleet.Artifacts.Files;
using Fleet.Artifacts.Values;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Orders that name values instead of having them.</summary>
public sealed class ValueInputTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-values-");
    private readonly FileArtifactStore store;

    public ValueInputTests() => store = new FileArtifactStore(folder.FullName, TimeProvider.System);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Work_IsFilledBeforeItStarts()
    {
        await using var worker = new WorkerHarness(artifacts: store);
        await worker.RunAsync(Order(worker, await StoredAsync("a large script")));

        Assert.Equal("a large script", (await worker.FinishedAsync()).Parameters["p"]);
    }

    [Fact]
    public async Task Parts_AreJoinedInTheirOrder()
    {
        await using var worker = new WorkerHarness(artifacts: store);
        var (one, other) = (await StoredAsync("one"), await StoredAsync("other"));
        await worker.RunAsync(Order(worker, [new ContentPart("<"u8.ToArray(), null), new ContentPart(null, one), new ContentPart("|"u8.ToArray(), null), new ContentPart(null, other), new ContentPart(null, one)], []) with { StoredValues = [one, other] });

        Assert.Equal("<one|otherone", (await worker.FinishedAsync()).Parameters["p"]);
    }

    [Fact]
    public async Task Value_ThatIsNotThere_RefusesTheTaskWithASentence()
    {
        await using var worker = new WorkerHarness(artifacts: store);
        await worker.RunAsync(Order(worker, new ValueReference(new string('a', 64), 70_000)));

        var end = await worker.FinishedAsync();

        Assert.Equal(TaskEnd.Refused, end.End);
        Assert.StartsWith("a value of 70000 bytes that the task is given cannot be fetched: nothing is stored under '.fleet/values/", end.Message, StringComparison.Ordinal);
        Assert.Equal(0, worker.Engine.Created);
    }

    [Fact]
    public async Task Value_WithoutAStore_RefusesTheTaskWithASentence()
    {
        await using var worker = new WorkerHarness();
        await worker.RunAsync(Order(worker, new ValueReference(new string('a', 64), 70_000)));

        Assert.Contains("this worker has no artifact store", (await worker.FinishedAsync()).Message, StringComparison.Ordinal);
    }

    // What it has of values lies in its container: a store that is away, or cleared, does not harm who takes it over.
    [Fact]
    public async Task Pod_TakenOver_NeedsNoValueAgain()
    {
        var order = new ValueReference(new string('a', 64), 70_000);
        await using var first = new WorkerHarness(artifacts: store);
        await first.RunAsync(Order(first, await StoredAsync("a large script"), ("fleet.dummy/duration", "1h")));
        await first.StartedAsync();

        await using var second = new WorkerHarness(engine: first.Engine, artifacts: store);
        await second.AdoptAsync(Order(second, order, ("fleet.dummy/duration", "1h")));
        await second.StartedAsync();
        await second.CancelAsync("enough");

        Assert.Equal(TaskEnd.Cancelled, (await second.WhileTimePassesAsync(second.FinishedAsync())).End);
    }

    private static TaskReady Order(WorkerHarness worker, ValueReference value, params (string Name, string Value)[] annotations) => Order(worker, [new ContentPart(null, value)], annotations) with { StoredValues = [value] };

    private static TaskReady Order(WorkerHarness worker, ContentPart[] parts, (string Name, string Value)[] annotations)
    {
        var pod = WorkerHarness.Pod(new TaskOutputs { Parameters = [new OutputFile("p", "/argo/staging/script")] }, annotations);
        return worker.Order(pod with { Containers = [pod.Containers[0] with { Files = [new FileWork("/argo/staging/script", []) { Parts = parts }] }] });
    }

    private async Task<ValueReference> StoredAsync(string text)
    {
        var digest = await new ValueStore(store).PutAsync(WorkerHarness.Stamp().Workflow, Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        return new ValueReference(digest.Sha256, digest.Bytes);
    }
}
