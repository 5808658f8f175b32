using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Fleet.EndToEnd.Tests;

/// <summary>The process of <c>fleet run</c> is killed while its tasks run as processes of this machine; <c>--continue</c> finds them through their files.</summary>
public sealed class ContinueProcessTests : IDisposable
{
    private readonly Ledger ledger = new();
    private readonly FleetProcess fleet = new();
    private readonly string manifest = Path.Combine(Path.GetTempPath(), $"continue-{Guid.NewGuid():N}.yaml");

    public void Dispose()
    {
        ledger.Dispose();
        fleet.Dispose();
        File.Delete(manifest);
    }

    [Fact]
    public async Task Run_Killed_GoesOnWithWhatLives_AndRunsAgainWhatDoesNot()
    {
        await BeginAsync();
        var run = fleet.Start("run", manifest, "--runtime", "process", "--slots", "4", "-o", "json");
        await ledger.SeesAsync(3);
        run.Kill();
        KillTask("second-b");

        run = fleet.Start("run", "--continue", "@latest", "--runtime", "process", "--slots", "4", "-o", "json");
        await run.SeesAsync("going on with");
        ledger.GoOn();
        var exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Equal(["first", "second-a", "second-b", "second-b", "third"], ledger.Effects.Order(StringComparer.Ordinal));
        Assert.Equal("Succeeded", JsonSerializer.Deserialize<JsonElement>(run.Out).GetProperty("status").GetProperty("phase").GetString());
        var (_, logs, _) = await fleet.RunAsync("logs", "@latest", "--no-color");
        foreach (var text in (string[])["effect of first", "effect of second-a", "end of second-a", "end of second-b", "effect of third"])
            Assert.Single(logs.Split('\n'), line => line.EndsWith(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Killed_ShowsAsInterrupted_AndGoesOnNowhereElse()
    {
        await BeginAsync();
        var run = fleet.Start("run", manifest, "--runtime", "process", "--slots", "4");
        await ledger.SeesAsync(3);
        run.Kill();

        var (exit, _, error) = await fleet.RunAsync("wait", "@latest");
        Assert.Equal(1, exit);
        Assert.Contains("is interrupted: its process has ended; go on with it: fleet run --continue continue-", error, StringComparison.Ordinal);
        Assert.Contains("Running (Interrupted)", (await fleet.RunAsync("list")).Out, StringComparison.Ordinal);
        Assert.Contains("Running (Interrupted)", (await fleet.RunAsync("get", "@latest")).Out, StringComparison.Ordinal);
        var name = (await fleet.RunAsync("list", "-o", "name")).Out.Trim();
        fleet.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
        var server = fleet.Start("server", "--runtime", "dummy");
        await server.SeesAsync($"Workflow {name} was interrupted while its tasks ran on the runtime process, which no worker here is: it is left alone. Go on with it: fleet run --continue {name}");
        Assert.Contains("Running (Interrupted)", (await fleet.RunAsync("list")).Out, StringComparison.Ordinal);
        server.Terminate();
        await server.EndAsync();
        (exit, _, error) = await fleet.RunAsync("run", "--continue", name, "--runtime", "dummy");
        Assert.Equal(2, exit);
        Assert.Contains("2 of its tasks are still there: on dummy they would run a second time", error, StringComparison.Ordinal);

        run = fleet.Start("run", "--continue", name, "--slots", "4");
        await run.SeesAsync("going on with");
        ledger.GoOn();
        exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Contains("goes on there (--runtime process)", run.Error, StringComparison.Ordinal);
        Assert.Equal(["first", "second-a", "second-b", "third"], ledger.Effects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Delete_OfAnInterruptedRun_EndsItsTasks()
    {
        await BeginAsync();
        var run = fleet.Start("run", manifest, "--runtime", "process", "--slots", "4");
        await ledger.SeesAsync(3);
        run.Kill();
        var (exit, error) = (1, "workflow x is led by another process at present");
        // Until the lease of the dead process is out.
        while (exit != 0 && error.Contains("is led by another process", StringComparison.Ordinal))
            (exit, _, error) = await fleet.RunAsync("delete", "@latest");

        Assert.True(exit == 0, error);
        await ledger.LosesAllAsync();
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(fleet.Data, "scratch", "boxes")));
    }

    [Fact]
    public async Task Run_BesideAnother_LeavesItsTasksAlone()
    {
        await BeginAsync();
        var run = fleet.Start("run", manifest, "--runtime", "process", "--slots", "4", "-o", "json");
        await ledger.SeesAsync(3);

        var (beside, _, said) = await fleet.RunAsync("run", "examples/hello-world.yaml", "--runtime", "process", "--quiet");
        ledger.GoOn();
        var exit = await run.EndAsync();

        Assert.True(beside == 0, said);
        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        Assert.Equal(["first", "second-a", "second-b", "third"], ledger.Effects.Order(StringComparer.Ordinal));
    }

    // One step, two beside each other that wait for a word, and one more.
    private async Task BeginAsync()
    {
        await Part.NeedsSandboxAsync();
        await File.WriteAllTextAsync(manifest, $$$"""
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: continue-}
            spec:
              entrypoint: main
              templates:
                - name: main
                  steps:
                    - - {name: first, template: act, arguments: {parameters: [{name: who, value: first}]}}
                    - - {name: a, template: act, arguments: {parameters: [{name: who, value: second-a}]}}
                      - {name: b, template: act, arguments: {parameters: [{name: who, value: second-b}]}}
                    - - {name: third, template: act, arguments: {parameters: [{name: who, value: third}]}}
                - name: act
                  inputs: {parameters: [{name: who}]}
                  script:
                    image: none
                    command: [bash]
                    source: |
                      exec 3<>/dev/tcp/127.0.0.1/{{{ledger.Port}}}
                      echo 'effect of {{inputs.parameters.who}}'
                      echo '{{inputs.parameters.who}}' >&3
                      read -r word <&3
                      echo 'end of {{inputs.parameters.who}}'
            """, TestContext.Current.CancellationToken);
    }

    // With its shim: nothing of it is left that could tell how it ended.
    private void KillTask(string who)
    {
        var scratch = Path.Combine(fleet.Data, "scratch");
        var box = Directory.EnumerateDirectories(Path.Combine(scratch, "boxes"))
            // The one of the step before may be gone by half: its process was killed.
            .Single(folder => File.Exists(Path.Combine(folder, "in.tar")) && File.ReadAllText(Path.Combine(folder, "in.tar")).Contains("effect of " + who, StringComparison.Ordinal));
        foreach (var file in (string[])["claim", "init"])
            Kill(int.Parse(File.ReadAllText(Path.Combine(scratch, "state", $"{Path.GetFileName(box)}.{file}")).Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private static void Kill(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It went with another one.
        }
    }

    /// <summary>The world outside in which the tasks have their effects: each says its name on a connection and waits for an answer. Those of the second step get one when the test says so.</summary>
    private sealed class Ledger : IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<string> effects = Channel.CreateUnbounded<string>();
        private readonly List<string> seen = [];
        private readonly ConcurrentBag<Task> served = [];

        public Ledger()
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            _ = AcceptAsync();
        }

        public int Port { get; }

        /// <summary>All effects until now.</summary>
        public IEnumerable<string> Effects
        {
            get
            {
                while (effects.Reader.TryRead(out var effect))
                    seen.Add(effect);
                return seen;
            }
        }

        public void GoOn() => open.TrySetResult();

        public async Task SeesAsync(int count)
        {
            while (seen.Count < count)
                seen.Add(await effects.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
        }

        /// <summary>Waits until no task has its connection any more.</summary>
        public Task LosesAllAsync() => Task.WhenAll(served).WaitAsync(Patience, TestContext.Current.CancellationToken);

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    served.Add(ServeAsync(await listener.AcceptTcpClientAsync()));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        // A task says nothing more before it has its answer.
        private static async Task LostAsync(StreamReader reader)
        {
            try
            {
                await reader.ReadLineAsync();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It was killed.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync() is not { } name)
                    return;
                await effects.Writer.WriteAsync(name);
                if (name.StartsWith("second", StringComparison.Ordinal))
                    await Task.WhenAny(open.Task, LostAsync(reader));
                try
                {
                    await client.GetStream().WriteAsync("go\n"u8.ToArray());
                }
                catch (IOException)
                {
                    // The task was killed meanwhile.
                }
            }
        }
    }
}
