using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>The containers of one dispatch on the engine: their names and labels, what is there of them, and starting those of a pod that has begun.</summary>
internal sealed class PodContainers(HeldTask task, PodWork pod, WorkerMachine machine, IContainerRuntime runtime, TaskTools tools, StopRequest stop)
{
    private const int MostRefusals = 6;
    private const string Filler = "_inputs";

    private readonly Guid fleetId = machine.Do((protocol, _) => protocol.FleetId) ?? throw new InvalidOperationException("a task came before a welcome");
    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    private Dictionary<string, string>? volumes;

    /// <summary>The Fleet.</summary>
    public Guid FleetId => fleetId;

    /// <summary>The containers.</summary>
    public PodPlan Plan { get; } = PodPlan.Of(pod, runtime.Sandbox);

    /// <summary>The name that its creator gives a container.</summary>
    public string NameOf(PodMember member) => ContainerLabels.NameOf(fleetId, task.Stamp, member.Name);

    /// <summary>A container was created, or was there.</summary>
    public void Created(PodMember member, string id) => ids[member.Name] = id;

    /// <summary>How its input artifacts come in; known once the engine was asked.</summary>
    public PodInputs Inputs { get; private set; } = PodInputs.Of(pod, [], VolumeMounts.None);

    /// <summary>Asks the engine how input artifacts come in: into main, and into those that mirror its mounts.</summary>
    public async Task PlanInputsAsync(CancellationToken cancellationToken)
    {
        if (pod.Artifacts.Count == 0)
            return;
        Inputs = PodInputs.Of(pod, [.. Plan.Effective.Where(TakesArtifacts).OrderBy(member => member.Part != PodPart.Main)], await runtime.VolumeMountsAsync(cancellationToken).ConfigureAwait(false), runtime.MountsInputs);
        volumes = null;
    }

    /// <summary>Fills the volumes of inputs.</summary>
    /// <param name="loading">Loads them.</param>
    /// <param name="filler">The container of <see cref="FillerSpec"/>.</param>
    /// <param name="cancellationToken">Given up.</param>
    public async Task FillAsync(ArtifactLoading loading, string filler, CancellationToken cancellationToken)
    {
        await loading.FillAsync(Inputs.InVolumes, input => Volumes[input.Volume], filler, cancellationToken).ConfigureAwait(false);
        foreach (var input in Inputs.InVolumes)
            CheckSeen(input.Artifact);
        foreach (var (kind, sentence) in Inputs.Deviations)
            tools.Warnings.Tell(kind, sentence);
    }

    /// <summary>Brings in what is copied into created containers.</summary>
    public async Task LoadAsync(ArtifactLoading loading, CancellationToken cancellationToken)
    {
        foreach (var artifact in Inputs.Copied)
            CheckSeen(artifact);
        await loading.LoadAsync(Inputs.Copied, Inputs.Clears, [.. Plan.Effective.Where(Inputs.Takes).Select(member => (ids[member.Name], Inputs.WithMounts(member)))], cancellationToken).ConfigureAwait(false);
        foreach (var member in Plan.Effective)
            await loading.LinkAsync(Inputs.Linked.Where(input => Inputs.Has(member, input)), ids[member.Name], Inputs.WithMounts(member), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A container that is never started, to fill the volumes of inputs through. They are made with it.</summary>
    public ContainerSpec FillerSpec => new()
    {
        Name = ContainerLabels.NameOf(fleetId, task.Stamp, Filler),
        Work = new ContainerWork { Name = Filler, Image = Plan.First.Work.Image, Command = ["none"], Mounts = [.. Inputs.InVolumes.Select(input => new MountWork(input.Volume, "/" + Volumes[input.Volume]))] },
        Pod = pod,
        Labels = LabelsOf(Filler),
        Volumes = Volumes,
        VolumeLabels = StampLabels(),
    };

    /// <summary>Makes the volumes that it mounts.</summary>
    public async Task MakeVolumesAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Volumes)
        {
            if (!Volumes.TryGetValue(volume.Name, out var name) || name.Length == 0)
                continue;
            if (volume.Claim is null)
                await runtime.EnsureVolumeAsync(name, StampLabels(), cancellationToken).ConfigureAwait(false);
            else if (volume.Own)
                await runtime.EnsureVolumeAsync(name, ClaimLabels(volume.Claim), cancellationToken).ConfigureAwait(false);
            else
                await runtime.EnsureSharedVolumeAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is there, by the container's name within the pod. By its engine name or id, else by its labels: a void or a takeover leaves another name.</summary>
    public Task<IReadOnlyDictionary<string, ContainerState>> FindAsync(CancellationToken cancellationToken) =>
        EngineRetries.UntilAnsweredAsync(() => FindOnceAsync(cancellationToken), tools.Time, cancellationToken);

    /// <summary>What the protocol is told of it: a pod has begun when any container but the sandbox was started.</summary>
    public Found FoundOf(IReadOnlyDictionary<string, ContainerState> found)
    {
        var states = Plan.Effective.Select(member => found.GetValueOrDefault(member.Name)).OfType<ContainerState>().ToList();
        if (states.Count == 0)
            return found.Count == 0 ? Found.Nothing : Found.Created;
        if (Plan.Effective.Count == 1)
            return FoundOf(states[0]);
        return states.TrueForAll(state => state.Phase == ContainerPhase.Created) ? Found.Created : Found.Running;
    }

    /// <summary>As above, of one container.</summary>
    public static Found FoundOf(ContainerState state) => state switch
    {
        { Phase: ContainerPhase.Created } => Found.Created,
        { Phase: ContainerPhase.Running } => Found.Running,
        { KilledByEngine: true } => Found.Killed,
        _ => Found.Exited,
    };

    /// <summary>
    /// Starts a container of a pod that has begun, once (rule 12). Whoever carries on what another has begun, or does not know whether its own start came through, takes the container by
    /// another name first: a start under the name before then fails.
    /// </summary>
    /// <exception cref="ContainerRefusedException">The engine is there and could not start it, several times.</exception>
    /// <returns>Its state afterwards; still created: the task is to be stopped. Null: it is gone.</returns>
    public async Task<ContainerState?> StartAsync(PodMember member, ContainerState created, CancellationToken cancellationToken)
    {
        var name = NameOf(member);
        var refusals = 0;
        for (var takes = 0; ; takes++)
        {
            if (task.Adopted || takes > 0)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{NameOf(member)}-{task.Session}.{takes}");
                if (await TakeAsync(created.Id, name, cancellationToken).ConfigureAwait(false) is not { Phase: ContainerPhase.Created } taken)
                    return await InspectAsync(created.Id, cancellationToken).ConfigureAwait(false);
                created = taken;
            }

            if (stop.End is not null)
                return created;
            var permit = machine.Do((protocol, now) => protocol.BeginStart(task, name, now));
            if (permit.Verdict == PermitVerdict.StartedBefore)
                continue;
            if (!permit.Granted)
            {
                // Both come in a moment: the stop, or the end of this run.
                await stop.Asked.WaitAsync(cancellationToken).ConfigureAwait(false);
                return created;
            }

            try
            {
                await runtime.StartAsync(name, CancellationToken.None).ConfigureAwait(false);
                return await InspectAsync(created.Id, cancellationToken).ConfigureAwait(false);
            }
            catch (EngineUnavailableException error)
            {
                // What has begun cannot go to another engine; one that is there and says no again and again will not do it.
                if (error.Answered && ++refusals == MostRefusals)
                    throw new ContainerRefusedException(error.Message, error);
                machine.Do((protocol, now) => protocol.Progress(task, new TaskProgress { Stamp = task.Stamp, Stage = TaskStage.Run, Message = tools.Shown(error.Message) }, now));
                await Task.Delay(TaskTools.EngineRetry, tools.Time, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
            }
        }
    }

    private void CheckSeen(ArtifactInput artifact)
    {
        if (Inputs.UnseenOf(artifact) is { } reason)
            throw new ContainerRefusedException($"artifact {artifact.Name} failed to load: {reason}");
    }

    private bool TakesArtifacts(PodMember member) => member.Part == PodPart.Main ? member.Name == "main" || pod.Containers.Count == 1 : member.Work.MirrorVolumeMounts;

    /// <summary>What the engine is to create.</summary>
    public ContainerSpec SpecOf(PodMember member) => new()
    {
        Name = NameOf(member),
        Work = ExecArguments.Checked(EnvironmentReferences.Expand(Inputs.WithMounts(member), tools.HostName)),
        Pod = pod,
        Labels = LabelsOf(member.Name),
        NetworkOf = member.Part != PodPart.Sandbox && Plan.Sandbox is { } sandbox ? ids.GetValueOrDefault(sandbox.Name) ?? NameOf(sandbox) : null,
        Volumes = Volumes,
        Inputs = Inputs.CopiedPaths(member),
    };

    private Dictionary<string, string> LabelsOf(string container)
    {
        var labels = new Dictionary<string, string>(pod.Labels, StringComparer.Ordinal);
        foreach (var (label, value) in StampLabels())
            labels[label] = value;
        labels[ContainerLabels.Worker] = tools.WorkerId;
        labels[ContainerLabels.Session] = task.Session.ToString(CultureInfo.InvariantCulture);
        labels[ContainerLabels.Container] = container;
        if (!Plan.IsSimple || Inputs.InVolumes.Count > 0)
            labels[ContainerLabels.Pod] = string.Join(',', Volumes.Where(volume => volume.Value.Length > 0 && !pod.Volumes.Any(own => own.Name == volume.Key && own.Claim is not null)).Select(volume => volume.Value));
        if (pod.Keeping is { } keeping)
        {
            labels[ContainerLabels.Keep] = KeepLabel.Of(keeping);
            labels[ContainerLabels.Claims] = string.Join(',', pod.Volumes.Where(volume => volume.Own).Select(volume => volume.Claim));
        }

        return labels;
    }

    /// <summary>Its state; null: it is gone.</summary>
    public Task<ContainerState?> InspectAsync(string id, CancellationToken cancellationToken) =>
        EngineRetries.UntilAnsweredAsync(() => runtime.InspectAsync(id, cancellationToken), tools.Time, cancellationToken);

    /// <summary>Gives a container another name; what it is afterwards.</summary>
    public Task<ContainerState?> TakeAsync(string id, string name, CancellationToken cancellationToken) => EngineRetries.UntilAnsweredAsync(
        async () =>
        {
            // A rename that came through without an answer is not made again.
            if (await runtime.InspectAsync(id, cancellationToken).ConfigureAwait(false) is { } state && state.Name != name)
                await runtime.RenameAsync(id, name, cancellationToken).ConfigureAwait(false);
            return await runtime.InspectAsync(id, cancellationToken).ConfigureAwait(false);
        },
        tools.Time,
        cancellationToken);

    // By the pod's name for it; empty: an anonymous one, removed with its container.
    private Dictionary<string, string> Volumes => volumes ??= pod.Volumes.Where(volume => volume.Files is null && volume.HostPath is null)
        .Select(volume => (volume.Name, On: volume is { Own: true, Claim: { } own } ? ContainerLabels.ClaimNameOf(fleetId, own) : volume.Claim ?? (Plan.NamesVolumes ? ContainerLabels.NameOf(fleetId, task.Stamp, volume.Name) : "")))
        .Concat(Inputs.InVolumes.Select(input => (Name: input.Volume, On: ContainerLabels.NameOf(fleetId, task.Stamp, input.Volume))))
        .ToDictionary(volume => volume.Name, volume => volume.On, StringComparer.Ordinal);

    private Dictionary<string, string> ClaimLabels(string claim) => new(StringComparer.Ordinal)
    {
        [ContainerLabels.Fleet] = fleetId.ToString("D"),
        [ContainerLabels.Workflow] = task.Stamp.Workflow.ToString("D"),
        [ContainerLabels.Claim] = claim,
    };

    private Dictionary<string, string> StampLabels() => new(StringComparer.Ordinal)
    {
        [ContainerLabels.Fleet] = fleetId.ToString("D"),
        [ContainerLabels.Workflow] = task.Stamp.Workflow.ToString("D"),
        [ContainerLabels.Node] = task.Stamp.Ordinal.ToString(CultureInfo.InvariantCulture),
        [ContainerLabels.Dispatch] = task.Stamp.Dispatch.ToString(CultureInfo.InvariantCulture),
    };

    private async Task<IReadOnlyDictionary<string, ContainerState>> FindOnceAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ContainerState>(StringComparer.Ordinal);
        foreach (var member in Plan.Members)
        {
            if (await runtime.InspectAsync(ids.GetValueOrDefault(member.Name) ?? NameOf(member), cancellationToken).ConfigureAwait(false) is { } state)
                found[member.Name] = state;
        }

        if (!task.Adopted || Plan.Members.All(member => found.ContainsKey(member.Name)))
            return found;
        foreach (var listed in await runtime.ListAsync(fleetId, cancellationToken).ConfigureAwait(false))
        {
            if (ContainerLabels.StampOf(listed.Labels) == task.Stamp
                && listed.Labels.TryGetValue(ContainerLabels.Container, out var name) && !found.ContainsKey(name)
                && await runtime.InspectAsync(listed.Id, cancellationToken).ConfigureAwait(false) is { } state)
            {
                found[name] = state;
            }
        }

        return found;
    }
}
