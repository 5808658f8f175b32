using System.Text.Json;
using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>A run of thirty tasks on the real engine while processes are killed.</summary>
/// <param name="ledger">Where the effects are.</param>
/// <param name="doubled">Every message is sent twice and in random order.</param>
public abstract class KillTest(Ledger ledger, bool doubled) : IAsyncLifetime
{
    /// <summary>Uid of the workflow once it is known: what it leaves on the engine is removed.</summary>
    protected string Uid { get; set; } = "";

    /// <summary>Name of the workflow, and its page in the ledger.</summary>
    protected string Run { get; } = "thirty-" + Guid.NewGuid().ToString("N")[..8];

    protected Ledger Ledger => ledger;

    private protected FleetProcess Fleet { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        await ledger.StartAsync();
        if (doubled) Fleet.Variables["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        await File.WriteAllTextAsync(Manifest, ThirtyTasks.Manifest(Run, ledger.Host), TestContext.Current.CancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Fleet.Dispose();
        File.Delete(Manifest);
        foreach (var container in Uid.Length == 0 ? [] : await Docker.ContainersAsync($"label=fleet.workflow={Uid}")) await Docker.RunAsync("rm", "--force", container);
        GC.SuppressFinalize(this);
    }

    /// <summary>The workflow's file.</summary>
    protected string Manifest => Path.Combine(Path.GetTempPath(), Run + ".json");

    /// <summary>A process that sends as this test wants it.</summary>
    private protected async Task<FleetProcess.Running> StartAsync(params string[] arguments)
    {
        var process = Fleet.Start(arguments);
        if (doubled) await process.SeesAsync(Doubling.DoubledSends.Notice);
        return process;
    }

    /// <summary>What must hold in the end: the workflow succeeded; every effect happened once; every line of output is in the logs once; no container is left.</summary>
    protected async Task EndsWellAsync(JsonElement workflow)
    {
        Uid = workflow.GetProperty("metadata").GetProperty("uid").GetString()!;
        var status = workflow.GetProperty("status");
        Assert.True(status.GetProperty("phase").GetString() == "Succeeded", status.ToString());
        Assert.Equal("30/30", status.GetProperty("progress").GetString());
        Assert.Equal(ThirtyTasks.Names.Order(StringComparer.Ordinal), (await ledger.ReadAsync(Run)).Order(StringComparer.Ordinal));
        var (_, logs, error) = await Fleet.RunAsync("logs", Run, "--follow", "--no-color");
        var told = logs.Split('\n').Where(line => line.Contains("effect of ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("effect of ", StringComparison.Ordinal) + "effect of ".Length)..].TrimEnd());
        await NothingLeftAsync();
        Assert.True(ThirtyTasks.Names.Order(StringComparer.Ordinal).SequenceEqual(told.Order(StringComparer.Ordinal)), $"the logs are not complete, or have something twice:\n{logs}\n{error}");
    }

    /// <summary>Waits until the engine has no container of the run: the last ones are settled after the end.</summary>
    private async Task NothingLeftAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (await Docker.ContainersAsync($"label=fleet.workflow={Uid}") is { Length: > 0 } left)
        {
            if (patience.IsCancellationRequested) Assert.Fail($"containers are left: {string.Join(' ', left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        }
    }
}
