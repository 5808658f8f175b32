using Fleet.Workflows.Engine;
using Fleet.Workflows.Locks;

namespace Fleet.Workflows.Simulation;

/// <summary>What is there before a simulation begins, in the workflow's namespace.</summary>
public sealed record Given
{
    /// <summary>ConfigMaps: values by name and key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ConfigMaps { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Secrets; not said: whatever is asked for is there.</summary>
    public GivenSecrets Secrets { get; init; } = new(null);

    /// <summary>Limits of the database by key.</summary>
    public IReadOnlyDictionary<string, int> SyncLimits { get; init; } = new Dictionary<string, int>();

    /// <summary>Entries of the memoization cache.</summary>
    public IReadOnlyList<GivenMemo> Memo { get; init; } = [];

    /// <summary>How other workflows come out that resource templates make or read; the first entry that matches counts.</summary>
    public IReadOnlyList<GivenWorkflow> Workflows { get; init; } = [];

    /// <summary>JSON texts of WorkflowTemplates and ClusterWorkflowTemplates that are stored.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Limits of semaphores; a workflow sees those of its own namespace only.</summary>
    internal ILimitSource LimitsOf(string workflowNamespace) => new Limits(this, workflowNamespace);

    private sealed class Limits(Given given, string own) : ILimitSource
    {
        public IReadOnlyDictionary<string, string>? ConfigMap(string @namespace, string name) => @namespace == own ? given.ConfigMaps.GetValueOrDefault(name) : null;

        public int? SyncLimit(string @namespace, string key) => @namespace == own && given.SyncLimits.TryGetValue(key, out var limit) ? limit : null;
    }
}

/// <summary>An entry of the memoization cache.</summary>
/// <param name="Cache">Name of the cache.</param>
/// <param name="Key">The key.</param>
/// <param name="Age">How old it is when the simulation begins.</param>
/// <param name="Outputs">Outputs in Argo's JSON form (see <see cref="MemoEntry.Outputs"/>).</param>
public sealed record GivenMemo(string Cache, string Key, TimeSpan Age, string Outputs);
