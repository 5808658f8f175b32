namespace Fleet.Chaos.Tests.Kills;

/// <summary>A worker process is killed in the middle, and comes back.</summary>
public abstract class WorkerRestartedTests(Ledger ledger, bool doubled) : FleetKillTest(ledger, doubled)
{
    [Fact]
    public async Task Worker_KilledAndStartedAgain_EveryEffectOnce()
    {
        const int Slots = 4;
        var (_, api) = await StartCoordinatorAsync();
        var worker = await StartWorkerAsync("w-a", Slots);
        await SubmitAsync(api);

        await Ledger.SeesAsync(Run, 5);
        worker.Kill();
        worker = await StartWorkerAsync("w-a", Slots);
        await Ledger.SeesAsync(Run, Slots, "gated-");
        worker.Kill();
        await Ledger.OpenAsync(Run); // they end while nobody looks
        worker = await StartWorkerAsync("w-a", Slots);
        await Ledger.SeesAsync(Run, 3, "last-");
        worker.Kill();
        await StartWorkerAsync("w-a", Slots);

        await EndsWellAsync(await EndAsync(api));
    }
}

/// <summary>A worker process is killed for ever; its neighbour on the same engine takes over.</summary>
public abstract class WorkerTakenOverTests(Ledger ledger, bool doubled) : FleetKillTest(ledger, doubled)
{
    [Fact]
    public async Task Worker_KilledForEver_NeighbourAdopts_EveryEffectOnce()
    {
        var (_, api) = await StartCoordinatorAsync();
        var worker = await StartWorkerAsync("w-a", 2);
        await StartWorkerAsync("w-b", 2);
        await SubmitAsync(api);

        await Ledger.SeesAsync(Run, 4, "gated-");
        Assert.NotEmpty(await Docker.ContainersAsync("label=fleet.worker=w-a", "network=fleet", "status=running"));
        worker.Kill();
        await Ledger.OpenAsync(Run);

        await EndsWellAsync(await EndAsync(api));
    }
}

public sealed class WorkerRestarted(Ledger ledger) : WorkerRestartedTests(ledger, doubled: false);

public sealed class WorkerRestartedDoubled(Ledger ledger) : WorkerRestartedTests(ledger, doubled: true);

public sealed class WorkerTakenOver(Ledger ledger) : WorkerTakenOverTests(ledger, doubled: false);

public sealed class WorkerTakenOverDoubled(Ledger ledger) : WorkerTakenOverTests(ledger, doubled: true);
