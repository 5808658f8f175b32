using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Api.Downloads;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Coordinator.Tests.Api;

/// <summary>A workflow's end is known before its log is here.</summary>
[Collection("api")]
public sealed class LateLogTests(ApiFixture api)
{
    [Fact]
    public async Task Follow_AllOfTheLogComesAfterTheEnd_IsWaitedFor()
    {
        var ns = api.Namespace();
        await api.RunAsync(ns, Bodies.Workflow("w", Bodies.Print("kept by another")));
        var summary = (await api.Fleet.Store.FindAsync(ns, "w", TestContext.Current.CancellationToken))!;
        var folder = Directory.CreateTempSubdirectory("fleet-logs-");
        try
        {
            var logs = new FileLogStore(folder.FullName);
            var time = new WaitedTime();
            var services = api.Fleet.Services;
            var reader = new WorkflowLogs(new LogReader(logs, time), api.Fleet.Store, services.GetRequiredService<IWorkflowChanges>(), services.GetRequiredService<ArtifactDownloads>());
            var lines = reader.ReadAsync(summary, new LogQuery(), follow: true, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask();
            Assert.Same(time.Waits, await Task.WhenAny(lines, time.Waits));

            await logs.AppendAsync(
                new LogChunk
                {
                    Stamp = new TaskStamp(summary.Uid, 0, 1),
                    Namespace = ns,
                    PodName = "w",
                    Container = "main",
                    Stream = "stdout",
                    Offset = 0,
                    Bytes = Encoding.UTF8.GetBytes("2026-01-01T00:00:00.000000000Z late\n"),
                    LastNanos = 1,
                    End = true,
                },
                TestContext.Current.CancellationToken);

            Assert.Equal("late", Assert.Single(await lines).Content);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Stands still, and tells when somebody waits.
    private sealed class WaitedTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => waits.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
