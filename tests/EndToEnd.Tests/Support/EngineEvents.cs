using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>
/// What the container engine itself tells of the containers of Fleet's tasks, from now on: which of them started and ended, when, and which worker had made them. None of it comes from Fleet but the labels.
/// </summary>
internal sealed class EngineEvents : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<EngineEvent> seen = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EngineEvents(Process process) => this.process = process;

    public static EngineEvents Listen()
    {
        var info = new ProcessStartInfo("docker") { RedirectStandardOutput = true };
        // A second back: the stream then surely covers everything from here on, however late the client connects.
        var since = DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        foreach (var argument in (string[])["events", "--since", since, "--filter", "type=container", "--filter", "label=fleet.workflow", "--filter", "event=start", "--filter", "event=die", "--format", "{{json .}}"])
            info.ArgumentList.Add(argument);
        var events = new EngineEvents(Process.Start(info)!);
        events.process.OutputDataReceived += (_, line) => events.Add(line.Data);
        events.process.BeginOutputReadLine();
        return events;
    }

    /// <summary>The containers that were started for a workflow, in the order of their starts.</summary>
    public EngineEvent[] Starts(string workflowUid)
    {
        lock (gate)
            return [.. seen.Where(item => item.Action == "start" && item.Workflow == workflowUid)];
    }

    /// <summary>Waits until so many containers of a workflow have ended, so that all that was told before is known.</summary>
    public async Task EndedAsync(string workflowUid, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (seen.Count(item => item.Action == "die" && item.Workflow == workflowUid) >= count)
                    return;
                change = changed.Task;
            }

            await change.WaitAsync(patience.Token);
        }
    }

    /// <summary>When the container that a start event speaks of ended; null: it has not.</summary>
    public EngineEvent? EndOf(EngineEvent start)
    {
        lock (gate)
            return seen.Find(item => item.Action == "die" && item.Container == start.Container);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        var told = JsonSerializer.Deserialize<JsonElement>(line);
        var actor = told.GetProperty("Actor");
        var labels = actor.GetProperty("Attributes");
        var item = new EngineEvent(told.GetProperty("Action").GetString()!, actor.GetProperty("ID").GetString()!, told.GetProperty("timeNano").GetInt64(), Label("fleet.workflow"), Label("fleet.node"), Label("fleet.dispatch"), Label("fleet.worker"));
        TaskCompletionSource told2;
        lock (gate)
        {
            seen.Add(item);
            (told2, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        told2.TrySetResult();

        string Label(string name) => labels.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }
}
