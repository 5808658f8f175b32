using Fleet.Workflows.Dispatch;
using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Locks;

/// <summary>
/// The locks of all workflows of a scope: mutexes and semaphores (Argo docs, "Synchronization"). A deterministic state machine: it knows no clock, and what it needs of the outside (limits)
/// is given to it. All locks of a request are taken together. Who waits goes by priority, then by creation of the workflow; a free place is kept for each that comes before. Late and doubled
/// requests change nothing. The work of a change grows with the locks it touches and the requests it grants, not with those that wait.
/// </summary>
public sealed class LockManager
{
    private readonly Dictionary<LockName, LockState> _locks = [];
    private readonly Dictionary<Guid, SortedDictionary<int, LockClaim>> _claims = [];
    private readonly Dictionary<LockHolder, LockClaim?> _changed = [];
    private readonly List<LockName> _unserved = [];
    private int _granted;
    private List<EngineFeed> _events = [];

    /// <summary>Most requests that are granted between two calls of <see cref="TakeChanges"/> to who waited: no commit is long. <see cref="Continue"/> grants more.</summary>
    public const int MostGrants = 500;

    /// <summary>There may be more to grant: call <see cref="Continue"/> after the commit.</summary>
    public bool HasMore => _unserved.Count > 0;

    /// <summary>Semaphores that somebody holds or waits for: their limits are to be told by <see cref="SetLimit"/> after <see cref="Load"/>, and when they change.</summary>
    public IReadOnlyList<LockName> Semaphores => [.. _locks.Keys.Where(name => !name.IsMutex).OrderBy(name => name.ToString(), StringComparer.Ordinal)];

    /// <summary>
    /// The machine as it was stored. Requests that hold their locks go on holding them, even where a limit is lower by now. Limits of semaphores are unknown until told; call
    /// <see cref="Continue"/> after that, for what was left to grant.
    /// </summary>
    /// <param name="rows">All rows of the scope.</param>
    /// <returns>The machine.</returns>
    /// <exception cref="InvalidDataException">A row cannot be read.</exception>
    public static LockManager Load(IEnumerable<LockColumns> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var manager = new LockManager();
        foreach (var claim in rows.Select(LockCodec.FromColumns))
        {
            manager.Add(claim);
            foreach (var name in claim.Request.Locks)
            {
                if (claim.Holds) manager.State(name).Hold(claim);
                else manager.State(name).Wait(claim);
            }
        }

        manager._unserved.AddRange(manager._locks.Keys.OrderBy(name => name.ToString(), StringComparer.Ordinal));
        return manager;
    }

    /// <summary>Somebody asks for locks. Answered at once by <see cref="LocksGranted"/>, <see cref="LocksQueued"/> or <see cref="LocksRefused"/>; who is queued is granted later.</summary>
    /// <param name="holder">Who asks. One who holds or waits already gets the same answer again.</param>
    /// <param name="ticket">The asker's number of this request; it grows.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="limits">The limit of each lock as it is now, in the same order; those of mutexes are not looked at.</param>
    /// <param name="now">The moment.</param>
    public void Acquire(LockHolder holder, int ticket, LockRequest request, IReadOnlyList<LockLimit> limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        if (Find(holder) is { } known)
        {
            Repeat(known, ticket);
            return;
        }

        for (var i = 0; i < request.Locks.Count; i++)
        {
            var name = request.Locks[i];
            if (name.IsMutex) continue;
            if (limits[i].Places > 0 || _locks.ContainsKey(name)) continue;
            Tell(holder, new LocksRefused(holder.Ordinal, ticket, LockText.NoLimit(name, limits[i])));
            return;
        }

        var claim = new LockClaim(holder, request) { Ticket = ticket, Since = now };
        Add(claim);
        for (var i = 0; i < request.Locks.Count; i++)
        {
            var state = State(request.Locks[i]);
            if (!state.Name.IsMutex) Resize(state, limits[i], now);
        }

        if (CanTake(claim))
        {
            Grant(claim, now);
            return;
        }

        foreach (var name in request.Locks) State(name).Wait(claim);
        TellQueued(claim);
    }

    /// <summary>Somebody needs its locks no more, or waits no more. One who does neither is no error.</summary>
    /// <param name="holder">Who.</param>
    /// <param name="now">The moment.</param>
    public void Release(LockHolder holder, DateTimeOffset now)
    {
        if (Find(holder) is not { } claim) return;
        Remove(claim);
        foreach (var name in claim.Request.Locks) Serve(name, now);
    }

    /// <summary>A workflow is gone: all that it holds or waits for is given up. It is told nothing.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="now">The moment.</param>
    public void DropWorkflow(Guid workflow, DateTimeOffset now)
    {
        if (!_claims.TryGetValue(workflow, out var claims)) return;
        var names = new List<LockName>();
        foreach (var claim in claims.Values.ToArray())
        {
            Remove(claim);
            names.AddRange(claim.Request.Locks);
        }

        foreach (var name in names.Distinct()) Serve(name, now);
    }

    /// <summary>A semaphore's limit is known, or has changed. A lower one takes no lock from who holds it.</summary>
    /// <param name="name">The semaphore; one that nobody holds or waits for is no matter here.</param>
    /// <param name="limit">Its limit.</param>
    /// <param name="now">The moment.</param>
    public void SetLimit(LockName name, LockLimit limit, DateTimeOffset now)
    {
        if (!name.IsMutex && _locks.TryGetValue(name, out var state)) Resize(state, limit, now);
    }

    /// <summary>Goes on granting what was left (<see cref="HasMore"/>).</summary>
    /// <param name="now">The moment.</param>
    public void Continue(DateTimeOffset now)
    {
        var names = _unserved.Distinct().ToArray();
        _unserved.Clear();
        foreach (var name in names) Serve(name, now);
    }

    /// <summary>Why the requests of a workflow wait, by ordinal.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="limit">Longest list.</param>
    /// <returns>The reasons.</returns>
    public IReadOnlyList<LockWait> Waiting(Guid workflow, int limit = 1000) => !_claims.TryGetValue(workflow, out var claims)
        ? []
        : [.. claims.Values.Where(claim => !claim.Holds).Take(limit).Select(claim => new LockWait(claim.Holder, LockText.Why(State(claim.Request.Locks[Missing(claim)]), claim)))];

    /// <summary>Takes what the engine is to be told.</summary>
    /// <returns>The events, in order.</returns>
    public IReadOnlyList<EngineFeed> TakeEvents()
    {
        var events = _events;
        _events = [];
        return events;
    }

    /// <summary>Takes the rows that changed.</summary>
    /// <returns>Each once.</returns>
    public IReadOnlyList<LockChange> TakeChanges()
    {
        var changes = new List<LockChange>(_changed.Count);
        foreach (var (holder, claim) in _changed)
        {
            changes.Add(new LockChange(holder, claim is null ? null : LockCodec.ToColumns(claim)));
            if (claim is not null) claim.HasRow = true;
        }

        _changed.Clear();
        _granted = 0;
        return changes;
    }

    /// <summary>Who holds a lock, for tests and status.</summary>
    internal IReadOnlyCollection<LockClaim> HoldersOf(LockName name) => _locks.TryGetValue(name, out var state) ? state.Holders : [];

    /// <summary>Every request that holds or waits.</summary>
    internal IEnumerable<LockClaim> Claims => _claims.Values.SelectMany(claims => claims.Values);

    private LockClaim? Find(LockHolder holder) => _claims.TryGetValue(holder.Workflow, out var claims) ? claims.GetValueOrDefault(holder.Ordinal) : null;

    private LockState State(LockName name)
    {
        if (!_locks.TryGetValue(name, out var state)) _locks.Add(name, state = new LockState(name));
        return state;
    }

    private void Add(LockClaim claim)
    {
        if (!_claims.TryGetValue(claim.Holder.Workflow, out var claims)) _claims.Add(claim.Holder.Workflow, claims = []);
        claims.Add(claim.Holder.Ordinal, claim);
    }

    private void Repeat(LockClaim claim, int ticket)
    {
        if (ticket < claim.Ticket) return;
        if (ticket > claim.Ticket)
        {
            claim.Ticket = ticket;
            _changed[claim.Holder] = claim;
        }

        if (claim.Holds) Tell(claim.Holder, new LocksGranted(claim.Holder.Ordinal, ticket));
        else TellQueued(claim);
    }

    private void Remove(LockClaim claim)
    {
        foreach (var name in claim.Request.Locks)
        {
            if (claim.Holds) State(name).Leave(claim);
            else State(name).StopWaiting(claim);
        }

        var claims = _claims[claim.Holder.Workflow];
        claims.Remove(claim.Holder.Ordinal);
        if (claims.Count == 0) _claims.Remove(claim.Holder.Workflow);
        if (claim.HasRow) _changed[claim.Holder] = null;
        else _changed.Remove(claim.Holder);
    }

    private void Resize(LockState state, LockLimit limit, DateTimeOffset now)
    {
        var raised = limit.Places > state.Limit.Places;
        state.Limit = limit;
        if (raised && state.InUse) Serve(state.Name, now);
    }

    /// <summary>Grants as many as there is room for.</summary>
    private void Serve(LockName name, DateTimeOffset now)
    {
        if (!_locks.TryGetValue(name, out var state)) return;
        while (state.Candidates().FirstOrDefault(CanTake) is { } claim)
        {
            if (_granted == MostGrants)
            {
                _unserved.Add(name);
                return;
            }

            _granted++;
            foreach (var taken in claim.Request.Locks) State(taken).StopWaiting(claim);
            Grant(claim, now);
        }

        // Who would have this lock now lacks another one.
        foreach (var claim in state.Candidates().Where(claim => claim.WaitsFor == name)) TellQueued(claim);
        if (!state.InUse) _locks.Remove(name);
    }

    private bool CanTake(LockClaim claim)
    {
        foreach (var name in claim.Request.Locks)
        {
            if (!State(name).HasRoomFor(claim)) return false;
        }

        return true;
    }

    private void Grant(LockClaim claim, DateTimeOffset now)
    {
        claim.Holds = true;
        claim.Since = now;
        foreach (var name in claim.Request.Locks) State(name).Hold(claim);
        _changed[claim.Holder] = claim;
        Tell(claim.Holder, new LocksGranted(claim.Holder.Ordinal, claim.Ticket));
    }

    /// <summary>Index of the first lock that a waiting request lacks.</summary>
    private int Missing(LockClaim claim)
    {
        for (var i = 0; i < claim.Request.Locks.Count; i++)
        {
            if (!State(claim.Request.Locks[i]).HasRoomFor(claim)) return i;
        }

        return 0;
    }

    private void TellQueued(LockClaim claim)
    {
        claim.Told = Missing(claim);
        _changed[claim.Holder] = claim;
        var state = State(claim.Request.Locks[claim.Told]);
        LockHolding[] holdings = [.. claim.Request.Locks.Select(name => new LockHolding(name, [.. State(name).Holders.Take(LockHolding.MostHolders).Select(holder => holder.Request.Holder)]))];
        Tell(claim.Holder, new LocksQueued(claim.Holder.Ordinal, claim.Ticket, state.Name, LockText.Waiting(state), holdings));
    }

    private void Tell(LockHolder holder, EngineEvent what) => _events.Add(new EngineFeed(holder.Workflow, what));
}
