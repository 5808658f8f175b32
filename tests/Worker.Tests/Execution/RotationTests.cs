using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Lists of beats that have no bound of their own.</summary>
public sealed class RotationTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(10, 4)]
    public void Names_AllHaveTheirTurn_AndNoMessageHasTooMany(int count, int messages)
    {
        var (rotation, names) = (new Rotation(3), Enumerable.Range(0, count).Select(number => $"n{number:00}").ToList());

        List<IReadOnlyCollection<string>> told = [.. Enumerable.Range(0, messages).Select(_ => rotation.Next(names))];

        Assert.All(told, message => Assert.InRange(message.Count, 0, 3));
        Assert.Equal(names, told.SelectMany(message => message).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_ThatGo_CostNobodyATurn()
    {
        var (rotation, names) = (new Rotation(3), Enumerable.Range(0, 10).Select(number => $"n{number}").ToList());
        var told = new HashSet<string>(rotation.Next(names), StringComparer.Ordinal);
        // What was told of is removed meanwhile.
        names.RemoveAll(told.Contains);

        for (var message = 0; message < 3; message++)
            told.UnionWith(rotation.Next(names));

        Assert.Equal(10, told.Count);
    }

    [Fact]
    public async Task Beats_OfAnEngineWithVeryManyClaims_NameSomeEach_AndAllInTheEnd()
    {
        await using var worker = new WorkerHarness();
        var claims = Enumerable.Range(0, MessageLimits.BeatNames + 50).Select(number => $"6d1f5b1e0d0c4a5e8f553f8f3a5c2b01-data-{number}").ToHashSet(StringComparer.Ordinal);
        foreach (var claim in claims)
        {
            await worker.Runtime.EnsureVolumeAsync(
                ContainerLabels.ClaimNameOf(WorkerHarness.FleetId, claim), new Dictionary<string, string> { [ContainerLabels.Fleet] = WorkerHarness.FleetId.ToString("D"), [ContainerLabels.Claim] = claim }, TestContext.Current.CancellationToken);
        }

        while (claims.Count > 0)
        {
            var beat = await worker.NextBeatAsync();
            Assert.InRange(beat.Claims.Count, 0, MessageLimits.BeatNames);
            claims.ExceptWith(beat.Claims);
        }
    }
}
