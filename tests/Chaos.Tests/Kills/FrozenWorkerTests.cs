using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>A worker is frozen (SIGSTOP) with its start call on the way to the engine.</summary>
public sealed class FrozenWorkerTests(Ledger ledger) : FleetKillTest(ledger, doubled: false)
{
    [Fact]
    public async Task CreatedContainer_IsVoided_NeverStartedByAdopter()
    {
        await using var engine = new EngineProxy();
        var (_, api) = await StartCoordinatorAsync();
        Fleet.Variables["DOCKER_HOST"] = engine.Address;
        var frozen = await StartWorkerAsync("w-a", 1);
        Fleet.Variables.Remove("DOCKER_HOST");
        await api.CreateAsync("default", JsonDocument.Parse(OneTask).RootElement, dryRun: false, TestContext.Current.CancellationToken);
        await engine.StartAsked.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await SignalAsync("STOP", frozen);
        var created = Assert.Single(await Docker.ContainersAsync("label=fleet.worker=w-a", $"label=fleet.workflow={await UidAsync(api)}", "status=created"));

        await StartWorkerAsync("w-b", 1);
        await Ledger.SeesAsync(Run, 1); // the next dispatch

        Assert.Empty(await Docker.ContainersAsync($"id={created}"));
        var answer = await engine.GoOnAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Contains("404", answer, StringComparison.Ordinal);
        await SignalAsync("CONT", frozen);
        var status = (await EndAsync(api)).GetProperty("status");
        Assert.True(status.GetProperty("phase").GetString() == "Succeeded", status.ToString());
        Assert.Equal(["dispatch-2"], await Ledger.ReadAsync(Run));
    }

    /// <summary>It says which dispatch it is.</summary>
    private string OneTask => $$$"""
        {
          "apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "{{{Run}}}"},
          "spec": {"entrypoint": "main", "templates": [{"name": "main", "container": {"image": "busybox", "command": ["sh", "-c"],
            "args": ["wget -q -O /dev/null \"http://{{{Ledger.Host}}}/cgi-bin/add?{{{Run}}}/dispatch-$FLEET_DISPATCH\""]}}]}
        }
        """;

    private async Task<string> UidAsync(Client.HttpFleetClient api) =>
        (await api.GetAsync("default", Run, TestContext.Current.CancellationToken)).GetProperty("metadata").GetProperty("uid").GetString()!;

    private static async Task SignalAsync(string signal, FleetProcess.Running process)
    {
        using var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }
}
