namespace Fleet.Chaos.Tests.Kills;

/// <summary>A worker process is killed in the middle, and comes back.</summary>
public sealed class WorkerRestartedTests(Ledger ledger) : FleetKillTest(ledger)
{
    [Fact]
    public async Task Worker_KilledAndStartedAgain_EveryEffectOnce()
    {
        const int Slots = 4;
        var (_, api) = await StartCoordinatorAsync();
        var worker = StartWorker("w-a", Slots);
        await SubmitAsync(api);

        await Ledger.SeesAsync(Run, 5);
        worker.Kill();
        worker = StartWorker("w-a", Slots);
        await Ledger.SeesAsync(Run, Slots, "gated-");
        worker.Kill();
        await Ledger.OpenAsync(Run); // they end while nobody looks
        worker = StartWorker("w-a", Slots);
        await Ledger.SeesAsync(Run, 3, "last-");
        worker.Kill();
        StartWorker("w-a", Slots);

        await EndsWellAsync(await EndAsync(api));
    }
}

/// <summary>A worker process is killed for ever; its neighbour on the same engine takes over.</summary>
public sealed class WorkerTakenOverTests(Ledger ledger) : FleetKillTest(ledger)
{
    [Fact]
    public async Task Worker_KilledForEver_NeighbourAdopts_EveryEffectOnce()
    {
        var (_, api) = await StartCoordinatorAsync();
        var worker = StartWorker("w-a", 2);
        StartWorker("w-b", 2);
        await SubmitAsync(api);

        await Ledger.SeesAsync(Run, 4, "gated-");
        Assert.NotEmpty(await Docker.ContainersAsync("label=fleet.worker=w-a", "network=fleet", "status=running"));
        worker.Kill();
        await Ledger.OpenAsync(Run);

        await EndsWellAsync(await EndAsync(api));
    }
}
