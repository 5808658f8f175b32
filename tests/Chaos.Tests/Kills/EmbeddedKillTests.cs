using System.Text.Json;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The process of <c>fleet run</c> is killed in the middle; <c>--continue</c> goes on.</summary>
public abstract class EmbeddedKillTests(Ledger ledger, bool doubled) : KillTest(ledger, doubled)
{
    [Fact]
    public async Task Run_KilledAndContinued_EveryEffectOnce()
    {
        const int Slots = 4;
        var run = await StartAsync("run", Manifest, "--runtime", "docker", "--slots", "4", "-o", "json");

        await Ledger.SeesAsync(Run, 5);
        run.Kill();
        run = await StartAsync("run", "--continue", Run, "--runtime", "docker", "--slots", "4", "-o", "json");
        await Ledger.SeesAsync(Run, Slots, "gated-");
        run.Kill();
        await Ledger.OpenAsync(Run);
        run = await StartAsync("run", "--continue", Run, "--runtime", "docker", "--slots", "4", "-o", "json");
        var exit = await run.EndAsync();

        Assert.True(exit == 0, $"exit {exit}\n{run.Out}\n{run.Error}");
        await EndsWellAsync(JsonSerializer.Deserialize<JsonElement>(run.Out));
    }
}

public sealed class EmbeddedRun(Ledger ledger) : EmbeddedKillTests(ledger, doubled: false);

public sealed class EmbeddedRunDoubled(Ledger ledger) : EmbeddedKillTests(ledger, doubled: true);
