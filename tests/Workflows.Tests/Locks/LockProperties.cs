using Fleet.Workflows.Locks;
using Fleet.Workflows.Tests.Engine;
using FsCheck.Xunit;

namespace Fleet.Workflows.Tests.Locks;

/// <summary>What holds for locks whatever is asked for.</summary>
[Properties(Arbitrary = [typeof(EngineProperties.Seeds)])]
public sealed class LockProperties
{
    private const int Steps = 120;

    [Cases(60)]
    public void Holders_NeverExceedTheLimitTheyWereGrantedUnder(int seed)
    {
        var model = new LockModel(seed);
        for (var i = 0; i < Steps; i++)
        {
            var before = model.Names.ToDictionary(name => name, name => Holders(model, name));
            model.Step();
            // A lowered limit takes nothing away; nobody is added above it.
            Assert.All(model.Names, name => Assert.True(Holders(model, name) <= Math.Max(model.LimitOf(name), before[name]), $"seed {seed}, step {i}: {name}"));
        }
    }

    [Cases(60)]
    public void AMutex_HasOneHolder(int seed)
    {
        var model = new LockModel(seed);
        for (var i = 0; i < Steps; i++)
        {
            model.Step();
            Assert.All(model.Names.Where(name => name.IsMutex), name => Assert.InRange(Holders(model, name), 0, 1));
        }
    }

    [Cases(60)]
    public void TheMachine_AgreesWithWhatItTold(int seed)
    {
        var model = new LockModel(seed);
        for (var i = 0; i < Steps; i++) model.Step();
        Assert.All(model.Names, name => Assert.Equal(Holders(model, name), model.Locks.HoldersOf(name).Count));
        Assert.Equal(model.Holding.Count + model.Waiting.Count, model.Locks.Claims.Count());
    }

    [Cases(60)]
    public void DoubledRequests_ChangeNothing(int seed)
    {
        var (once, twice) = (new LockModel(seed), new LockModel(seed));
        for (var i = 0; i < Steps; i++)
        {
            once.Step();
            twice.Step(doubled: true);
        }

        Assert.Equal(once.Told, twice.Told);
        Assert.Equal(once.Rows(), twice.Rows());
    }

    [Cases(60)]
    public void LoadingBeforeEveryChange_ChangesNothing(int seed)
    {
        var (plain, loaded) = (new LockModel(seed), new LockModel(seed, LockModel.Loading.Always));
        for (var i = 0; i < Steps; i++)
        {
            plain.Step();
            loaded.Step();
            Assert.Equal(plain.Rows(), loaded.Rows());
        }

        Assert.Equal(plain.Told, loaded.Told);
    }

    [Cases(60)]
    public void Nobody_WaitsWhenThereIsRoom(int seed)
    {
        var model = new LockModel(seed);
        for (var i = 0; i < Steps; i++)
        {
            model.Step();
            // Whoever waits lacks a place in some lock, or its place is kept for others who come before: there is one such at the very front only if a lock of it is full.
            var first = model.Waiting.OrderByDescending(waiting => waiting.Value.Request.Priority).ThenBy(waiting => waiting.Value.Request.CreatedAt)
                .ThenBy(waiting => waiting.Key.Workflow).ThenBy(waiting => waiting.Key.Ordinal).Select(waiting => waiting.Value.Request).FirstOrDefault();
            Assert.True(first is null || first.Locks.Any(name => Holders(model, name) >= model.LimitOf(name)), $"seed {seed}, step {i}: the first in line has room");
            Assert.All(model.Waiting.Values, waiting => Assert.Contains(waiting.Request.Locks, name => Holders(model, name) + Ahead(model, waiting.Request, name) >= model.LimitOf(name)));
        }
    }

    [Cases(60)]
    public void Everybody_GetsTheirTurn(int seed)
    {
        var model = new LockModel(seed);
        for (var i = 0; i < Steps; i++) model.Step();
        model.Drain();
        Assert.Empty(model.Waiting);
        Assert.Equal("", model.Rows());
        Assert.Empty(model.Locks.Semaphores);
    }

    private static int Holders(LockModel model, LockName name) => model.Holding.Values.Count(request => request.Locks.Contains(name));

    private static int Ahead(LockModel model, LockRequest request, LockName name) => model.Waiting.Values.Count(other =>
        other.Request.Holder != request.Holder && other.Request.Locks.Contains(name)
        && (other.Request.Priority, -other.Request.CreatedAt.UtcTicks).CompareTo((request.Priority, -request.CreatedAt.UtcTicks)) >= 0);
}
