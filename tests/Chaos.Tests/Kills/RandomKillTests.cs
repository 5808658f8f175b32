using System.Globalization;
using Fleet.EndToEnd.Tests;

namespace Fleet.Chaos.Tests.Kills;

/// <summary>
/// Coordinator and two workers, killed and started again at random moments, with every message sent twice. A search, minutes long, so only when asked for (<c>-explicit on -class '*RandomKillTests'</c>);
/// <c>FLEET_ROUNDS</c> says how many workflows (default 3).
/// </summary>
public sealed class RandomKillTests(Ledger ledger) : FleetKillTest(ledger, doubled: true)
{
    public static IEnumerable<TheoryDataRow<int>> Rounds =>
        Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("FLEET_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 3).Select(round => new TheoryDataRow<int>(round));

    [Theory(Explicit = true)]
    [MemberData(nameof(Rounds))]
    public async Task Anybody_KilledAtAnyMoment_EveryEffectOnce(int round)
    {
        var (coordinator, api) = await StartCoordinatorAsync();
        var workers = new[] { await StartWorkerAsync("w-a", 2), await StartWorkerAsync("w-b", 2) };
        await SubmitAsync(api);
        await Ledger.OpenAsync(Run);
        for (var kills = 0; (await Ledger.ReadAsync(Run)).Count < ThirtyTasks.Count - 2; kills++)
        {
            await Task.Delay(TimeSpan.FromSeconds(4 * Random.Shared.NextDouble()), TestContext.Current.CancellationToken);
            var who = Random.Shared.Next(3);
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round}: {(await Ledger.ReadAsync(Run)).Count} effects, kill {who}");
            if (who == 2)
            {
                coordinator.Kill();
                (coordinator, api) = await StartCoordinatorAsync();
            }
            else
            {
                workers[who].Kill();
                workers[who] = await StartWorkerAsync(who == 0 ? "w-a" : "w-b", 2);
            }
        }

        await EndsWellAsync(await EndAsync(api));
    }
}
