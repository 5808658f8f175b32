using System.Text.Json;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The process of <c>fleet run</c> is killed in the middle, for ever; a server that runs beside it on the same data folder goes on with its workflow.</summary>
public sealed class ServerKillTests(Ledger ledger) : KillTest(ledger, doubled: false)
{
    [Fact]
    public async Task Run_KilledForEver_TheServerGoesOn_EveryEffectOnce()
    {
        const int Slots = 4;
        Fleet.Variables["FLEET_LISTEN"] = "http://127.0.0.1:0";
        var run = await StartAsync("run", Manifest, "--runtime", "docker", "--slots", "4");
        await Ledger.SeesAsync(Run, 1);
        var server = await StartAsync("server", "--runtime", "docker", "--slots", "4");
        await server.SeesAsync("listening on ");
        await Ledger.SeesAsync(Run, Slots, "gated-");
        run.Kill();
        await Ledger.OpenAsync(Run);

        var (exit, output, error) = await Fleet.RunAsync("wait", Run);

        Assert.True(exit == 0, $"{output}\n{error}\n{server.Error}");
        await EndsWellAsync(JsonSerializer.Deserialize<JsonElement>((await Fleet.RunAsync("get", Run, "-o", "json")).Out));
    }
}
