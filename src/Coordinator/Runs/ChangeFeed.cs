using System.Collections.Immutable;

namespace Fleet.Coordinator.Runs;

/// <summary>Passes committed versions on to whoever subscribed.</summary>
internal sealed class ChangeFeed : IWorkflowChanges
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _ownVersions = [];
    private ImmutableArray<Subscription> _subscriptions = [];

    public IWorkflowSubscription Subscribe(Guid? uid = null)
    {
        var subscription = new Subscription(this, uid);
        ImmutableInterlocked.Update(ref _subscriptions, list => list.Add(subscription));
        return subscription;
    }

    /// <summary>Tells of versions that this process committed.</summary>
    public void Publish(IReadOnlyDictionary<Guid, long> versions)
    {
        lock (_gate) _ownVersions.UnionWith(versions.Values);
        foreach (var subscription in _subscriptions) subscription.Add(versions);
    }

    /// <summary>Tells of versions found in the store, its own ones left out.</summary>
    /// <param name="versions">What was found.</param>
    /// <param name="upTo">Everything up to this version was looked at.</param>
    public void PublishFound(IEnumerable<WorkflowVersion> versions, long upTo)
    {
        Dictionary<Guid, long> foreign;
        lock (_gate)
        {
            foreign = versions.Where(item => !_ownVersions.Contains(item.Version)).ToDictionary(item => item.Uid, item => item.Version);
            _ownVersions.RemoveWhere(version => version <= upTo);
        }
        if (foreign.Count == 0) return;
        foreach (var subscription in _subscriptions) subscription.Add(foreign);
    }

    private void Remove(Subscription subscription) => ImmutableInterlocked.Update(ref _subscriptions, list => list.Remove(subscription));

    private sealed class Subscription(ChangeFeed feed, Guid? only) : IWorkflowSubscription
    {
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _news = new(0, 1);
        private Dictionary<Guid, long> _waiting = [];

        public void Add(IReadOnlyDictionary<Guid, long> versions)
        {
            lock (_gate)
            {
                foreach (var (uid, version) in versions)
                    if (only is null || only == uid) _waiting[uid] = Math.Max(version, _waiting.GetValueOrDefault(uid));
                if (_waiting.Count > 0 && _news.CurrentCount == 0) _news.Release();
            }
        }

        public async ValueTask<IReadOnlyList<WorkflowVersion>> NextAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                await _news.WaitAsync(cancellationToken).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_waiting.Count == 0) continue;
                    var taken = _waiting.Select(item => new WorkflowVersion(item.Key, item.Value)).OrderBy(item => item.Version).ToArray();
                    _waiting = [];
                    return taken;
                }
            }
        }

        public void Dispose()
        {
            feed.Remove(this);
        }
    }
}
