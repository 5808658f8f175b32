using System.Buffers.Binary;
using Fleet.Workflows.Engine.Artifacts;
using Fleet.Workflows.Engine.Gate;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Engine.Records;
using Fleet.Workflows.Engine.Scopes;
using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine;

/// <summary>
/// A workflow in memory: its manifest and its nodes. Changed only by <see cref="WorkflowEngine.Decide"/>; written as records, one per node, and loaded
/// from them. Not safe for use by several threads at once.
/// </summary>
public sealed class WorkflowState
{
    /// <summary>Longest text that is not stored for itself, in characters.</summary>
    public const int InlineValueLength = ValueTable.InlineLength;

    private readonly WorkflowArguments _arguments;
    private KeyValuePair<string, LifecycleHook>[]? _hooks;
    private ArtifactRepository? _repository;

    internal WorkflowState(Workflow workflow, ReadOnlyMemory<byte> manifest, Guid uid, string name, string @namespace, DateTimeOffset createdAt)
    {
        Waiting = new WaitingRoom(new StartOrder(this));
        Workflow = workflow;
        Manifest = manifest;
        Uid = uid;
        Name = name;
        Namespace = @namespace;
        CreatedAt = createdAt;
        _arguments = new WorkflowArguments(workflow.Spec.Arguments);
        Given = new GivenResources(workflow);
        Library = new TemplateLibrary(workflow, Given);
    }

    /// <summary>Its uid.</summary>
    public Guid Uid { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its namespace.</summary>
    public string Namespace { get; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The manifest, read.</summary>
    public Workflow Workflow { get; }

    /// <summary>The manifest as accepted (Argo JSON).</summary>
    public ReadOnlyMemory<byte> Manifest { get; }

    /// <summary>Argo's workflow phase; empty before the first decision.</summary>
    public string Phase { get; internal set; } = "";

    /// <summary>Begin; null: not yet.</summary>
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>End; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; internal set; }

    /// <summary>Message of the workflow; null: none.</summary>
    public string? Message { get; internal set => field = ShownMessage.Of(value); }

    /// <summary><c>spec.suspend</c> at present.</summary>
    public bool Suspended { get; internal set; }

    /// <summary><c>spec.shutdown</c> at present: <c>Stop</c>, <c>Terminate</c>, or null.</summary>
    public string? Shutdown { get; internal set; }

    /// <summary>Succeeded, Failed or Error was reached: no event changes anything any more, but time to live.</summary>
    public bool IsFinished => FinishedAt is not null;

    /// <summary>Where artifacts without a place of their own go; the Fleet's own store before the first decision.</summary>
    public ArtifactRepository Repository => _repository ??= RepositoryChoice.Read(RepositoryRef);

    /// <summary><c>status.artifactRepositoryRef</c>, JSON; null: the Fleet's own store.</summary>
    internal string? RepositoryRef
    {
        get;
        set => (field, _repository) = (value, null);
    }

    /// <summary>Number of nodes.</summary>
    public int NodeCount => Nodes.Count;

    /// <summary>Progress <c>done/total</c> over tasks.</summary>
    public string Progress => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{TasksDone}/{TasksTotal}");

    /// <summary>Artifacts whose time has come, by <c>artifactGC</c>.</summary>
    /// <param name="deleted">The workflow is deleted; else: it has ended.</param>
    public IReadOnlyList<ArtifactGarbage> Garbage(bool deleted) => Artifacts.ArtifactCollection.Of(this, deleted);

    /// <summary>Global outputs so far, by name.</summary>
    public IReadOnlyDictionary<string, string> OutputParameters => GlobalOutputs;

    /// <summary>The nodes, who owns whom.</summary>
    internal NodeTable Table { get; } = new();

    internal List<Node> Nodes => Table.All;

    /// <summary>Its large texts.</summary>
    internal ValueTable Values { get; } = new();

    internal TemplateLibrary Library { get; }

    /// <summary>Templates and ConfigMaps that came with the workflow.</summary>
    internal GivenResources Given { get; }

    /// <summary>Values of the workflow's arguments that come from ConfigMaps, as they were when it began; null: it has not begun.</summary>
    internal IReadOnlyDictionary<string, string>? ArgumentValues { get; private set; }

    /// <summary>The workflow's arguments, with those values.</summary>
    internal Arguments Arguments => _arguments.Present;

    internal SortedDictionary<string, string> GlobalOutputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Global output artifacts so far, each in Argo's JSON form, by name.</summary>
    internal SortedDictionary<string, string> GlobalArtifacts { get; } = new(StringComparer.Ordinal);

    /// <summary>Engines where the volumes of claims lie, by the name of the claim.</summary>
    internal SortedDictionary<string, string> ClaimEngines { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts that wait for something, with the reason.</summary>
    internal WaitingRoom Waiting { get; }

    /// <summary><c>spec.synchronization</c> with tags; null: none.</summary>
    internal TagText? Synchronization => Workflow.Spec.Synchronization is { } locks ? TagText.Json(locks.Json) : null;

    /// <summary>The fields that its pods have of its specification; null: none has a tag.</summary>
    internal TagText? PodTags => field ??= Workflow.Spec.PodTags is { } fields ? TagText.Json(fields) : null;

    /// <summary>Locks of the workflow itself; null: none.</summary>
    internal LockStanding? Locks { get; set; }

    /// <summary>Pods that are Pending or Running (what <c>spec.parallelism</c> counts).</summary>
    internal int ActivePods { get; set; }

    /// <summary>Ordinals of daemons that are ready and run, and of their Retry nodes.</summary>
    internal SortedSet<int> OpenDaemons { get; } = [];

    internal int TasksDone { get; set; }

    internal int TasksTotal { get; set; }

    /// <summary>Most nodes that it may have.</summary>
    internal int NodeLimit { get; set; } = WorkflowEngine.DefaultNodeLimit;

    /// <summary>It has too many (<see cref="Flow.NodeLimit"/>); 0: no.</summary>
    internal int Overflow { get; set; }

    /// <summary>The workflow's own deadline is over: only exit handlers go on.</summary>
    internal bool DeadlineExceeded { get; set; }

    /// <summary>Deepest nesting of templates.</summary>
    internal int MaxDepth { get; init; } = WorkflowEngine.MaxDepth;

    /// <summary><c>workflow.status</c> for exit handlers; null: the entrypoint is not over.</summary>
    internal string? ExitStatus { get; set; }

    /// <summary>Number of nodes when the entrypoint was over and the exit handler was looked at; 0: not yet.</summary>
    internal int ExitNodeCount { get; set; }

    /// <summary><c>workflow.failures</c> for exit handlers; null: the entrypoint is not over.</summary>
    internal string? ExitFailures => ExitNodeCount == 0 ? null : Flow.WorkflowFailures.Text(this);

    /// <summary>Hooks of the workflow other than <c>exit</c>, by name.</summary>
    internal KeyValuePair<string, LifecycleHook>[] WorkflowHooks =>
        _hooks ??= [.. Workflow.Spec.Hooks.Where(h => h.Key != LifecycleHook.Exit).OrderBy(h => h.Key, StringComparer.Ordinal)];

    /// <summary><c>workflow.status</c> before the end.</summary>
    internal string PhaseForHooks => Phase.Length == 0 ? "Pending" : Phase;

    /// <summary>Hook nodes of the workflow that are not settled.</summary>
    internal int OpenHooks { get; set; }

    /// <summary>Why a metric could not be told (condition MetricsError); null: all were.</summary>
    internal string? MetricsError { get; set; }

    /// <summary>What of it has no effect or cannot run here (condition SpecWarning). Stored: it is made once, and again only when it has used another template of a WorkflowTemplate.</summary>
    internal SpecWarning Warning { get => field = SpecWarning.Of(this, field); set; }

    /// <summary>Hooks that are to run and wait at the gate. Stored: whether a hook's expression held cannot be told again later.</summary>
    internal SortedSet<StartKey> HeldHooks { get; } = [];

    /// <summary>Ordinals of the workflow's own nodes: root, exit handler, hooks.</summary>
    internal List<int> TopNodes => Table.Tops;

    /// <summary>Where random functions of expressions start.</summary>
    internal ulong Seed => BinaryPrimitives.ReadUInt64LittleEndian(Uid.ToByteArray());

    internal Dictionary<string, string> GlobalConstants => _arguments.Constants(this);

    /// <summary><c>workflow.parameters</c>.</summary>
    internal string ParameterList => _arguments.List(this);

    internal Node? Root => Top("");

    /// <summary>How often it was retried by hand.</summary>
    public int Retries { get; internal set; }

    /// <summary>New values of arguments that came with retries by hand, by name.</summary>
    internal SortedDictionary<string, string> Overrides { get; } = new(StringComparer.Ordinal);

    /// <summary>A workflow that was accepted and has not begun; its first event is <see cref="WorkflowSubmitted"/>.</summary>
    /// <param name="manifest">Argo JSON (apiVersion, kind, metadata, spec); validated.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="name">Its final name.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="createdAt">Now.</param>
    /// <param name="values">Its large arguments (<see cref="ManifestValues"/>); null: it has none.</param>
    /// <exception cref="SpecFormatException">The manifest is none.</exception>
    public static WorkflowState Create(ReadOnlyMemory<byte> manifest, Guid uid, string name, string @namespace, DateTimeOffset createdAt, IReadOnlyList<StoredValue>? values = null)
    {
        var workflow = SpecReader.ReadWorkflow(manifest);
        var state = new WorkflowState(workflow, manifest, uid, name, @namespace, createdAt)
        {
            Suspended = workflow.Spec.Suspend,
            Shutdown = workflow.Spec.Shutdown,
        };
        state.LoadValues(values ?? []);
        return state;
    }

    /// <summary>A workflow as it was stored. Same later decisions as the state that was written.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="nodes">All its nodes, in any order.</param>
    /// <exception cref="InvalidDataException">A record cannot be read.</exception>
    public static WorkflowState Load(WorkflowRecord record, IReadOnlyList<NodeRecord> nodes)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(nodes);
        return StateLoader.Load(record, nodes);
    }

    /// <summary>The workflow's own record.</summary>
    public WorkflowRecord ToRecord() => WorkflowRecordCodec.Write(this);

    /// <summary>The record of one node.</summary>
    public NodeRecord ToNodeRecord(int ordinal) => NodeRecordCodec.Write(this, Nodes[ordinal]);

    /// <summary>What a node that is Ready or assigned is to run, as <see cref="TaskRequestCodec"/> writes it; empty: it is neither, or there is no such node.</summary>
    public ReadOnlyMemory<byte> RequestOf(int ordinal) => (uint)ordinal < (uint)Nodes.Count && Nodes[ordinal].Leaf is { Request: { Length: > 0 } request } ? ValueJson.Restore(request, text => Values.Text(text)!) : default;

    /// <summary>Its large texts so far, oldest first.</summary>
    public IReadOnlyList<StoredValue> LargeValues => Values.All;

    /// <summary>One of its large texts, by its digest (<see cref="StoredValue.Sha256"/>); null: it has none of this digest.</summary>
    public StoredValue? FindValue(string sha256) => Values.Find(sha256);

    /// <summary>Uids of the workflows that its resource templates made to go with it (<c>setOwnerReference</c>); some may be gone.</summary>
    public IEnumerable<Guid> OwnedWorkflows() => Nodes.Where(node => node.Has(NodeFlags.OwnsWorkflow)).Select(node => Managed.ManageRequests.ChildUid(Uid, node.Ordinal));

    /// <summary>What events and messages tell of a node.</summary>
    public NodeSummary Describe(int ordinal) => NodeSummary.Of(this, Nodes[ordinal]);

    /// <summary>What waits inside the engine, and why.</summary>
    /// <param name="limit">Longest list.</param>
    /// <returns>The reasons, in the order in which things would start.</returns>
    public IReadOnlyList<WaitingReason> WaitingReasons(int limit = 1000) => WaitingReasonList.Of(this, limit);

    /// <summary>As <see cref="WaitingReasons"/>, and behind those the tasks and steps that have no node yet since others are open before them.</summary>
    /// <param name="limit">Longest list.</param>
    public IReadOnlyList<WaitingReason> AllWaitingReasons(int limit = 1000)
    {
        var reasons = WaitingReasonList.Of(this, limit);
        DependencyReasons.Add(this, reasons, limit);
        return reasons;
    }

    /// <summary>Takes in its large texts; arguments whose names the manifest has get their values.</summary>
    internal void LoadValues(IReadOnlyList<StoredValue> values)
    {
        Values.Load(values);
        _arguments.Resolve(Values);
    }

    /// <summary>The values of arguments from ConfigMaps are known; <c>workflow.parameters</c> has them from now on.</summary>
    internal void TakeArguments(IReadOnlyDictionary<string, string> values)
    {
        ArgumentValues = values;
        _arguments.Set(values, add: false);
    }

    /// <summary>Gives arguments new values; <c>workflow.parameters</c> has them from now on.</summary>
    internal void Override(IReadOnlyDictionary<string, string> values)
    {
        foreach (var (name, value) in values)
            Overrides[name] = value;
        _arguments.Set(values, add: true);
    }

    /// <summary>Finds a node of the workflow itself by its suffix: empty for the root, <c>.onExit</c>.</summary>
    internal Node? Top(string suffix) => Table.Top(suffix);
}
