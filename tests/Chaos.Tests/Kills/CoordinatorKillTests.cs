using System.Globalization;
using Fleet.EndToEnd.Tests;
using Npgsql;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>The coordinator process is killed in the middle and started again on the same store.</summary>
public abstract class CoordinatorKillTests(Ledger ledger, bool doubled = false) : FleetKillTest(ledger, doubled)
{
    [Fact]
    public async Task Coordinator_KilledAndStartedAgain_EveryEffectOnce()
    {
        const int Slots = 4;
        var (coordinator, api) = await StartCoordinatorAsync();
        await StartWorkerAsync("w-a", Slots);
        await SubmitAsync(api);

        await Ledger.SeesAsync(Run, 5);
        coordinator.Kill();
        (coordinator, _) = await StartCoordinatorAsync();
        await Ledger.SeesAsync(Run, Slots, "gated-");
        coordinator.Kill();
        await Ledger.OpenAsync(Run); // their ends are told to nobody
        (_, api) = await StartCoordinatorAsync();

        await EndsWellAsync(await EndAsync(api));
    }
}

public sealed class CoordinatorOnSqlite(Ledger ledger) : CoordinatorKillTests(ledger);

public sealed class CoordinatorDoubled(Ledger ledger) : CoordinatorKillTests(ledger, doubled: true);

/// <summary>In a schema of its own.</summary>
public sealed class CoordinatorOnPostgres(Ledger ledger) : CoordinatorKillTests(ledger)
{
    private const string Variable = "FLEET_TEST_PG";

    private readonly string _schema = "chaos_" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private string _server = "";

    public override async ValueTask InitializeAsync()
    {
        _server = Part.Named(Variable);
        await base.InitializeAsync();
        Fleet.Variables["FLEET_STORE"] = $"{_server};Search Path={_schema}";
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server.Length == 0) return;
        await using var source = NpgsqlDataSource.Create($"{_server};Pooling=false");
        await using var command = source.CreateCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }
}
