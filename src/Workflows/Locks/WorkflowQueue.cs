namespace Fleet.Workflows.Locks;

/// <summary>Requests of one workflow that wait for one lock, by likeness: only the first of those that are alike is ever looked at.</summary>
internal sealed class WorkflowQueue
{
    private readonly Dictionary<string, SortedDictionary<int, LockClaim>> _alike = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, LockClaim> _firsts = [];

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>The first of each kind, in the order in which they would go.</summary>
    public IEnumerable<LockClaim> Firsts => _firsts.Values;

    public void Add(LockClaim claim)
    {
        if (!_alike.TryGetValue(claim.Likeness, out var claims)) _alike.Add(claim.Likeness, claims = []);
        if (claims.Count > 0) _firsts.Remove(claims.First().Key);
        claims.Add(claim.Holder.Ordinal, claim);
        var first = claims.First();
        _firsts.Add(first.Key, first.Value);
        Count++;
    }

    public void Remove(LockClaim claim)
    {
        var claims = _alike[claim.Likeness];
        claims.Remove(claim.Holder.Ordinal);
        Count--;
        _firsts.Remove(claim.Holder.Ordinal);
        if (claims.Count == 0)
        {
            _alike.Remove(claim.Likeness);
            return;
        }

        var first = claims.First();
        _firsts.TryAdd(first.Key, first.Value);
    }
}
