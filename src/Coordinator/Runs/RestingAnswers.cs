using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>
/// What a rule says of things that workflows have on hosts. Beats ask again and again: a workflow that is in memory answers itself, of one that is not the store is asked once for each thing.
/// The answers are forgotten when it comes into memory: only there it changes.
/// </summary>
/// <typeparam name="TThing">What is asked about.</typeparam>
/// <typeparam name="TAnswer">What the rule says.</typeparam>
/// <param name="ofMachine">The rule, of a workflow in memory.</param>
/// <param name="ofRecord">The same, of a stored one.</param>
internal sealed class RestingAnswers<TThing, TAnswer>(Func<IWorkflowMachine, TThing, TAnswer> ofMachine, Func<WorkflowRecord, TThing, TAnswer> ofRecord)
    where TThing : notnull
{
    private readonly Dictionary<Guid, Dictionary<TThing, TAnswer>> _known = [];

    /// <summary>Asks.</summary>
    /// <param name="group">The group that asks.</param>
    /// <param name="workflow">Whose it is.</param>
    /// <param name="thing">What is asked about.</param>
    /// <param name="deleted">The answer where the workflow is deleted.</param>
    /// <param name="unknown">The answer where this store does not know it: it may have been restored from a backup.</param>
    public async ValueTask<TAnswer> AskAsync(Group group, Guid workflow, TThing thing, TAnswer deleted, TAnswer unknown)
    {
        if (group.Deletes.Contains(workflow)) return deleted;
        var memory = group.Memory;
        if (memory.Known(workflow) is { } unit) return ofMachine(unit.Machine, thing);
        if (_known.TryGetValue(workflow, out var answers) && answers.TryGetValue(thing, out var answer)) return answer;
        switch (await memory.Store.StandingAsync(memory.Lead.Scope, workflow, 0, group.CancellationToken).ConfigureAwait(false))
        {
            case NodeStanding.Deleted: return deleted;
            case NodeStanding.Known when await memory.Store.LoadAsync(workflow, group.CancellationToken).ConfigureAwait(false) is { } stored:
                answer = ofRecord(stored.Record, thing);
                if (answers is null) _known[workflow] = answers = [];
                answers[thing] = answer;
                return answer;
            default: return unknown;
        }
    }

    /// <summary>A workflow comes into memory.</summary>
    public void Forget(Guid workflow) => _known.Remove(workflow);

    /// <summary>Another leader may have changed everything.</summary>
    public void Clear() => _known.Clear();
}
