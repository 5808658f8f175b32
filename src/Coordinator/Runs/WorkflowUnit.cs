using Fleet.Coordinator.Runs.Machines;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs;

/// <summary>A workflow in the loop's memory: the engine's state and what the host keeps beside it. What a group changes is marked here until it is committed.</summary>
internal sealed class WorkflowUnit
{
    private readonly HashSet<int> _nodes = [];
    private string? _labelledPhase;
    private string _labelsJson = "{}";
    private int _values;
    private int _storedValues;

    public WorkflowUnit(Guid uid, IWorkflowMachine machine, long eventSequence, long version, bool isNew)
    {
        Uid = uid;
        Machine = machine;
        EventSequence = eventSequence;
        Version = version;
        IsNew = isNew;
        // What is loaded is stored; a failed commit drops the unit.
        if (!isNew) _storedValues = machine.Record().Values.Count;
    }

    public Guid Uid { get; }

    public IWorkflowMachine Machine { get; }

    /// <summary>Number of its last CloudEvent.</summary>
    public long EventSequence { get; private set; }

    /// <summary>Its last committed resourceVersion.</summary>
    public long Version { get; private set; }

    /// <summary>No row yet.</summary>
    public bool IsNew { get; private set; }

    /// <summary>When it was last decided on: what is left alone for long leaves the memory.</summary>
    public DateTimeOffset TouchedAt { get; set; }

    /// <summary>Its row, or one of its nodes, changed in this group.</summary>
    public bool Changed { get; private set; }

    /// <summary>Nodes whose rows changed in this group.</summary>
    public IReadOnlyCollection<int> Nodes => _nodes;

    public void MarkChanged() => Changed = true;

    public void MarkNode(int ordinal)
    {
        _nodes.Add(ordinal);
        Changed = true;
    }

    public void MarkNodes(IReadOnlyCollection<int> ordinals)
    {
        if (ordinals.Count == 0) return;
        _nodes.UnionWith(ordinals);
        Changed = true;
    }

    public long NextEvent() => ++EventSequence;

    public WorkflowRow Row(string scope)
    {
        var record = Machine.Record();
        if (record.Phase != _labelledPhase) (_labelledPhase, _labelsJson) = (record.Phase, StatusLabels.Json(Machine.Manifest.Metadata.Labels, record));
        return new WorkflowRow(scope, record, _labelsJson, IsNew, EventSequence);
    }

    /// <summary>Large texts that are not stored yet. Those of a record that was stored or loaded are.</summary>
    public IEnumerable<ValueRow> NewValues(WorkflowRecord record)
    {
        _values = record.Values.Count;
        for (var i = _storedValues; i < record.Values.Count; i++) yield return new ValueRow(Uid, i, record.Values[i]);
    }

    public void Committed(long version)
    {
        _storedValues = Math.Max(_storedValues, _values);
        Version = version;
        IsNew = false;
        Changed = false;
        _nodes.Clear();
    }
}
