using System.Text;
using System.Threading.Channels;
using Fleet.Artifacts;
using Fleet.Artifacts.Host;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Coordinator.Values;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Values;

/// <summary>Ends whose values lie in the artifact store.</summary>
public sealed class ReportValuesTests : IDisposable
{
    private static readonly TaskStamp Stamp = new(Guid.NewGuid(), 3, 1);

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-values-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Channel<TaskFinished> _given = Channel.CreateUnbounded<TaskFinished>();
    private readonly Channel<TaskProgress> _told = Channel.CreateUnbounded<TaskProgress>();
    private readonly FickleStore _store;
    private readonly CancellationTokenSource _over = new();

    public ReportValuesTests() => _store = new FickleStore(new HostArtifactStore(_folder, TimeProvider.System));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Values_AreBroughtIn_AndTheRestOfTheReportGoesOnAtOnce()
    {
        var values = Begin(1000);
        var (parameter, result, body) = (await StoredAsync("parameter"), await StoredAsync("result"), await StoredAsync("body"));
        var plain = new TaskFinished { Stamp = Stamp with { Ordinal = 4 }, End = TaskEnd.Exited, FinishedAt = default };

        var rest = values.Take(Report(plain, End() with { Parameters = new Dictionary<string, string> { ["q"] = "small" }, StoredParameters = new Dictionary<string, ValueReference> { ["p"] = parameter }, StoredResult = result, Http = new HttpReply { StatusCode = 200, StoredBody = body } }));

        Assert.Equal(plain, Assert.Single(rest.Finished));
        var end = await NextAsync();
        Assert.Equal(("parameter", "small", "result", "body"), (end.Parameters["p"], end.Parameters["q"], end.Result, end.Http!.Body));
        Assert.True(end is { StoredResult: null, StoredParameters.Count: 0, Http.StoredBody: null, OutputErrors.Count: 0 });
    }

    [Fact]
    public async Task Value_OfAStoreThatIsAway_ComesWhenItIsBack_AndIsAnErrorAfterThePatience()
    {
        var values = Begin(1000);
        var report = Report(End() with { StoredResult = await StoredAsync("result") });
        _store.IsAway = true;
        var told = await ToldAsync(values, report);
        Assert.Equal((Stamp, TaskStage.Collect, "waiting for the artifact store: away"), (told.Stamp, told.Stage, told.Message));
        _store.IsAway = false;

        Assert.Equal("result", (await RepeatedAsync(values, report)).Result);

        _store.IsAway = true;
        while (_told.Reader.TryRead(out _))
        {
            // Of the first time.
        }

        await ToldAsync(values, report);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("cannot save outputs.result: away (asked again for 60 s)", Assert.Single((await RepeatedAsync(values, report)).OutputErrors));
    }

    [Fact]
    public async Task Value_OfASilentStore_IsToldOfWithinSeconds_AndIsAnErrorAfterThePatience()
    {
        var values = Begin(1000);
        var report = Report(End() with { StoredResult = await StoredAsync("result") });
        _store.IsSilent = true;
        var begun = _time.GetUtcNow();
        values.Take(report);
        await _store.Unanswered.Reader.ReadAsync(Token);
        var looked = _store.Unanswered.Reader.ReadAsync(Token).AsTask();
        while (!looked.IsCompleted)
            await AdvanceAsync();

        // The time of a question may be set after the store has it.
        var telling = _told.Reader.ReadAsync(Token).AsTask();
        while (!telling.IsCompleted)
            await AdvanceAsync();
        var told = await telling;
        var next = NextAsync();
        while (!next.IsCompleted)
        {
            values.Take(report);
            await AdvanceAsync();
        }

        Assert.Equal("waiting for the artifact store: the artifact store (fickle) did not answer within 3 s", told.Message);
        Assert.True(_time.GetUtcNow() - begun >= TimeSpan.FromSeconds(60));
        Assert.Equal("cannot save outputs.result: the artifact store (fickle) did not answer within 3 s (asked again for 60 s)", Assert.Single((await next).OutputErrors));
    }

    [Fact]
    public async Task Value_ThatIsNotThere_OrTooLarge_IsAnErrorWithASentence()
    {
        var values = Begin(5);

        values.Take(Report(End() with { StoredResult = await StoredAsync("result"), StoredParameters = new Dictionary<string, ValueReference> { ["p"] = new(new string('a', 64), 5) } }));

        Assert.Collection(
            (await NextAsync()).OutputErrors,
            error => Assert.StartsWith("cannot save parameter p: nothing is stored under '.fleet/values/", error, StringComparison.Ordinal),
            error => Assert.Equal("cannot save outputs.result: it has 6 bytes; a value may have 5 (FLEET_VALUE_LIMIT). Pass larger things as artifacts", error));
    }

    private static TaskFinished End() => new() { Stamp = Stamp, End = TaskEnd.Exited, FinishedAt = default };

    private static WorkerReport Report(params TaskFinished[] ends) => new() { WorkerId = "w", Session = 1, Finished = ends };

    private ReportValues Begin(int limit)
    {
        var values = new ReportValues(_store, limit, TimeSpan.FromSeconds(60), _time, NullLogger.Instance);
        _ = values.RunAsync(
            async report =>
            {
                foreach (var told in report.Progress) await _told.Writer.WriteAsync(told);
                foreach (var end in report.Finished) await _given.Writer.WriteAsync(end);
            },
            _over.Token);
        return values;
    }

    private async Task<ValueReference> StoredAsync(string text)
    {
        var digest = await new ValueStore(_store).PutAsync(Stamp.Workflow, Encoding.UTF8.GetBytes(text), Token);
        return new ValueReference(digest.Sha256, digest.Bytes);
    }

    // What waits for the time gets on in between.
    private async Task AdvanceAsync()
    {
        await Task.Delay(5, Token);
        _time.Advance(TimeSpan.FromMilliseconds(500));
    }

    private Task<TaskFinished> NextAsync() => _given.Reader.ReadAsync(Token).AsTask().WaitAsync(Hosting.EmbeddedFleet.Patience, Token);

    // As its worker does: one that is still in line is not taken again.
    private async Task<TaskProgress> ToldAsync(ReportValues values, WorkerReport report)
    {
        var told = _told.Reader.ReadAsync(Token).AsTask().WaitAsync(Hosting.EmbeddedFleet.Patience, Token);
        while (!told.IsCompleted)
        {
            values.Take(report);
            await Task.WhenAny(told, Task.Delay(5, Token));
        }

        return await told;
    }

    // As its worker does, until it is settled.
    private async Task<TaskFinished> RepeatedAsync(ReportValues values, WorkerReport report)
    {
        var next = NextAsync();
        while (!next.IsCompleted)
        {
            values.Take(report);
            await Task.WhenAny(next, Task.Delay(5, Token));
        }

        return await next;
    }
}
