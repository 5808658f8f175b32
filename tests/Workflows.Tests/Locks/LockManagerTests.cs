using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Tests.Locks;

public sealed class LockManagerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly LockName A = new(LockKind.Mutex, "ns", "a");
    private static readonly LockName B = new(LockKind.Mutex, "ns", "b");
    private static readonly LockName Slots = new(LockKind.ConfigMap, "ns", "cm", "slots");
    private readonly LockManager _locks = new();

    [Theory]
    [InlineData(LockKind.Mutex, "", "ns/Mutex/x")]
    [InlineData(LockKind.ConfigMap, "k", "ns/ConfigMap/x/k")]
    [InlineData(LockKind.Database, "", "ns/Database/x")]
    [InlineData(LockKind.DatabaseMutex, "", "ns/Database/x")]
    public void LockName_Text_IsArgos(LockKind kind, string key, string text) => Assert.Equal(text, new LockName(kind, "ns", "x", key).ToString());

    [Fact]
    public void Queue_SecondHolder_HasArgosMessageAndTheHolder()
    {
        Acquire(1, A);
        var queued = Assert.IsType<LocksQueued>(Acquire(2, A));
        Assert.Equal("Waiting for ns/Mutex/a lock. Lock status: 0/1", queued.Message);
        Assert.Equal([new LockHolding(A, ["ns/wf-1"])], queued.Holdings);
    }

    [Fact]
    public void Queue_Order_IsPriorityThenCreation()
    {
        Acquire(9, A);
        Acquire(1, 0, A);
        Acquire(2, 0, A);
        Acquire(3, 5, A);
        Assert.Equal([3], Release(9));
        Assert.Equal([1], Release(3));
        Assert.Equal([2], Release(1));
    }

    [Fact]
    public void SeveralLocks_AreTakenTogether_AndNotOvertaken()
    {
        Acquire(1, A);
        Assert.IsType<LocksQueued>(Acquire(2, A, B));
        // B is free, and kept for the one before.
        Assert.IsType<LocksQueued>(Acquire(3, B));
        Assert.Equal([2], Release(1));
        Assert.Equal([3], Release(2));
    }

    [Fact]
    public void SeveralLocks_WhoLacksAnotherOneNow_IsToldSo()
    {
        Acquire(1, A);
        Acquire(2, B);
        Acquire(3, A, B);
        Acquire(4, B, A);
        Assert.Equal([], Release(1, out var told));
        Assert.Equal((B, "Waiting for ns/Mutex/b lock. Lock status: 0/1"), Assert.Single(told) is var queued ? (queued.Waiting, queued.Message) : default);
        Assert.Equal([new LockHolding(A, []), new LockHolding(B, ["ns/wf-2"])], queued.Holdings);
        Assert.Equal([3], Release(2));
    }

    [Fact]
    public void SeveralLocks_NodesOfOneWorkflow_OvertakeEachOther()
    {
        Acquire(1, A);
        Assert.IsType<LocksQueued>(Ask(2, 0, 5, 0, A, B));
        Assert.IsType<LocksGranted>(Ask(2, 0, 6, 0, B));
    }

    [Fact]
    public void Semaphore_LimitRaised_LetsWaitersIn()
    {
        Limit(1);
        Acquire(1, Slots);
        Assert.Equal("Waiting for ns/ConfigMap/cm/slots lock. Lock status: 0/1", Assert.IsType<LocksQueued>(Acquire(2, Slots)).Message);
        Acquire(3, Slots);
        Limit(3);
        Assert.Equal([2, 3], Granted());
    }

    [Fact]
    public void Semaphore_LimitLowered_TakesNothingAway()
    {
        Limit(2);
        Acquire(1, Slots);
        Acquire(2, Slots);
        Limit(1);
        Assert.Equal("Waiting for ns/ConfigMap/cm/slots lock. Lock status: -1/1", Assert.IsType<LocksQueued>(Acquire(3, Slots)).Message);
        Assert.Empty(Release(1));
        Assert.Equal([3], Release(2));
    }

    [Fact]
    public void Semaphore_WithoutLimit_IsRefusedAtFirstUse()
    {
        var refused = Assert.IsType<LocksRefused>(Acquire(1, Slots));
        Assert.Equal("failed to initialize semaphore ns/ConfigMap/cm/slots with limit", refused.Message);
        Assert.Empty(_locks.TakeChanges());
    }

    [Fact]
    public void Semaphore_LimitGoneWhileInUse_LetsOthersWait()
    {
        Limit(1);
        Acquire(1, Slots);
        Limit(0);
        Assert.Equal("Failed to get semaphore limit for ns/ConfigMap/cm/slots", Assert.IsType<LocksQueued>(Acquire(2, Slots)).Message);
        Assert.Empty(Release(1));
        Limit(1);
        Assert.Equal([2], Granted());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ManyGrantsAtOnce_ComeInChunks(bool loaded)
    {
        const int Many = (2 * LockManager.MostGrants) + 100;
        Limit(1);
        for (var node = 0; node <= Many; node++) Ask(1, 0, node, node, Slots);
        var rows = _locks.TakeChanges().Select(change => change.Columns!).ToDictionary(row => row.Holder);
        var locks = _locks;
        locks.SetLimit(Slots, new LockLimit(10 * Many), Now);
        var chunks = new List<int>();
        while (true)
        {
            chunks.Add(locks.TakeEvents().Count);
            foreach (var change in locks.TakeChanges()) rows[change.Holder] = change.Columns!;
            if (!locks.HasMore) break;
            if (loaded)
            {
                locks = LockManager.Load(rows.Values);
                locks.SetLimit(Slots, new LockLimit(10 * Many), Now);
            }

            locks.Continue(Now);
        }

        Assert.Equal(Many, chunks.Sum());
        Assert.All(chunks, chunk => Assert.InRange(chunk, 0, LockManager.MostGrants));
    }

    [Fact]
    public void DropWorkflow_GivesUpAllItHas()
    {
        Acquire(1, A, B);
        Acquire(2, A);
        Acquire(3, B);
        _locks.DropWorkflow(Workflow(1), Now);
        Assert.Equal([2, 3], Granted());
    }

    [Fact]
    public void Why_NamesHolderAndSince()
    {
        Acquire(1, A);
        Acquire(2, A);
        Acquire(3, A);
        var why = Assert.Single(_locks.Waiting(Workflow(3)));
        Assert.Equal("ns/Mutex/a (0 of 1 free): held by workflow ns/wf-1 since 2026-11-24T08:00:00Z; 1 of other workflows come before it", why.Text);
    }

    [Fact]
    public void ManyWaiters_OfOneWorkflow_CostOneLookEach()
    {
        const int Many = 50_000;
        for (var node = 0; node < Many; node++) Ask(1, 0, node, node, A);
        for (var node = 0; node < Many; node++)
        {
            _locks.Release(new LockHolder(Workflow(1), node), Now);
            _locks.TakeEvents();
        }

        Assert.Empty(_locks.Claims);
    }

    private static Guid Workflow(int number) => new(number, 0, 0, new byte[8]);

    private EngineEvent Acquire(int workflow, params LockName[] names) => Acquire(workflow, 0, names);

    private EngineEvent Acquire(int workflow, int priority, params LockName[] names) => Ask(workflow, priority, LockHolder.WholeWorkflow, 1, names);

    private EngineEvent Ask(int workflow, int priority, int node, int ticket, params LockName[] names)
    {
        var request = new LockRequest { Locks = names, Holder = $"ns/wf-{workflow}", Node = $"wf-{workflow}", Priority = priority, CreatedAt = Now.AddSeconds(workflow) };
        _locks.Acquire(new LockHolder(Workflow(workflow), node), ticket, request, [.. names.Select(name => name.IsMutex ? default : new LockLimit(_limit))], Now);
        return Assert.Single(_locks.TakeEvents()).Event;
    }

    private int _limit;

    private void Limit(int places)
    {
        _limit = places;
        _locks.SetLimit(Slots, new LockLimit(places), Now);
    }

    private int[] Release(int workflow)
    {
        _locks.Release(new LockHolder(Workflow(workflow), LockHolder.WholeWorkflow), Now);
        return Granted();
    }

    private int[] Release(int workflow, out LocksQueued[] queued)
    {
        _locks.Release(new LockHolder(Workflow(workflow), LockHolder.WholeWorkflow), Now);
        var events = _locks.TakeEvents();
        queued = [.. events.Select(feed => feed.Event).OfType<LocksQueued>()];
        return [.. events.Where(feed => feed.Event is LocksGranted).Select(feed => BitConverter.ToInt32(feed.Workflow.ToByteArray(), 0))];
    }

    private int[] Granted() => [.. _locks.TakeEvents().Where(feed => feed.Event is LocksGranted).Select(feed => BitConverter.ToInt32(feed.Workflow.ToByteArray(), 0))];
}
