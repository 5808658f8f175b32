using Fleet.Workflows.Engine;

namespace Fleet.Workflows.Simulation;

/// <summary>The memoization cache of a simulation.</summary>
internal sealed class SimulatedMemo
{
    private readonly Dictionary<MemoKey, (MemoEntry Entry, DateTimeOffset ExpiresAt)> _entries = [];

    public SimulatedMemo(Given given, string @namespace, DateTimeOffset start)
    {
        foreach (var memo in given.Memo)
            _entries[new MemoKey(@namespace, memo.Cache, memo.Key)] = (new MemoEntry("given", memo.Outputs, start - memo.Age), DateTimeOffset.MaxValue);
    }

    public MemoEntry? Find(MemoKey key, DateTimeOffset now) => _entries.TryGetValue(key, out var found) && found.ExpiresAt > now ? found.Entry : null;

    public void Save(SaveMemo save) => _entries[save.Key] = (save.Entry, save.ExpiresAt);
}
