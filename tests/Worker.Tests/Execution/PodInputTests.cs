using System.Formats.Tar;
using Fleet.Artifacts;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Files;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Execution;

/// <summary>Input artifacts that lie in volumes of the pod: what is mounted where, filled and removed when.</summary>
public sealed class PodInputTests : IDisposable
{
    private const string Filler = "_inputs";
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-pod-inputs-").FullName;
    private readonly FileArtifactStore _store;

    public PodInputTests() => _store = new FileArtifactStore(Path.Combine(_folder, "store"), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Input_WithinAnOutputFolder_IsCopied_SoThatItIsStoredAsItIs()
    {
        await SaveTreeAsync();
        var pod = Pod(Tree, File) with { Sidecars = [Container("db") with { MirrorVolumeMounts = true }], Outputs = new TaskOutputs { Artifacts = [new ArtifactOutput { Name = "all", Path = "/data", Key = "all", Optional = true }] } };

        var (specs, _) = await RunAsync(pod, VolumeMounts.Files);

        Assert.Equal("main: copied /data/tree /data/x | db: copied /data/tree /data/x", string.Join(" | ", specs.Where(spec => spec.Work.Name != Filler).Select(Described)));
    }

    [Theory]
    [InlineData(VolumeMounts.Files, false, "main: _input0=/data/tree _input1=/data/x#x | db: _input0=/data/tree _input1=/data/x#x", "_input0/ _input0/f _input1/x")]
    [InlineData(VolumeMounts.Folders, false, "main: _input0=/data/tree _input1=/argo/inputs/artifacts/file copied /data/x | db: _input0=/data/tree _input1=/argo/inputs/artifacts/file copied /data/x", "_input0/ _input0/f _input1/x main/:data/x>/argo/inputs/artifacts/file/x db/:data/x>/argo/inputs/artifacts/file/x")]
    [InlineData(VolumeMounts.None, false, "main: copied /data/tree /data/x | db: copied /data/tree /data/x", "clear /data/tree clear /data/tree main/:data/tree/ main/:data/tree/f db/:data/tree/ db/:data/tree/f main/:data/x db/:data/x")]
    [InlineData(VolumeMounts.Files, true, "main: _input0=/data/tree _input1=/data/x#x", "_input0/ _input0/f _input1/x")]
    [InlineData(VolumeMounts.Folders, true, "main: _input0=/data/tree copied /data/x", "_input0/ _input0/f _input1/x main/:data/x")]
    public async Task Inputs_OfMirroredAndReadOnlyPods_AreMounted(VolumeMounts mounts, bool readOnlyAlone, string created, string copied)
    {
        await SaveTreeAsync();
        var pod = Pod(Tree, File) with { Sidecars = readOnlyAlone ? [] : [Container("db") with { MirrorVolumeMounts = true }] };
        pod = pod with { Containers = [pod.Containers[0] with { ReadOnlyRoot = readOnlyAlone }] };

        var (specs, copies) = await RunAsync(pod, mounts);

        Assert.Equal(created, string.Join(" | ", specs.Where(spec => spec.Work.Name != Filler).Select(Described)));
        Assert.Equal(copied, string.Join(' ', copies));
    }

    [Theory]
    [InlineData(VolumeMounts.Folders, true, true, "link folder")]
    [InlineData(VolumeMounts.Folders, true, false, "link")]
    [InlineData(VolumeMounts.Folders, false, true, "folder")]
    [InlineData(VolumeMounts.Files, true, true, "")]
    public void Deviations_OfAnEngineThatMountsNoFiles_AreTold(VolumeMounts mounts, bool shared, bool readOnly, string kinds)
    {
        PodMember[] takers = [new PodMember(Container("main") with { ReadOnlyRoot = readOnly }, PodPart.Main), new PodMember(Container("db"), PodPart.Sidecar)];
        var inputs = PodInputs.Of(Pod(File, Tree), shared ? takers : takers[..1], mounts);
        inputs.InVolumes[0].Kind = PodInputKind.File;
        inputs.InVolumes[1].Kind = PodInputKind.Folder;

        Assert.Equal(kinds, string.Join(' ', inputs.Deviations.Select(deviation => deviation.Kind)));
        Assert.All(inputs.Deviations, deviation => Assert.Contains("/data/x", deviation.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inputs_OfAWritableContainerAlone_AreCopied()
    {
        await SaveTreeAsync();

        var (specs, _) = await RunAsync(Pod(Tree, File), VolumeMounts.Files);

        Assert.Equal("main: copied /data/tree /data/x", Described(Assert.Single(specs)));
        Assert.False(specs[0].Labels.ContainsKey(ContainerLabels.Pod));
    }

    [Fact]
    public async Task Folder_ThatIsCopied_HidesWhatIsThere_AndComesBeforeWhatLiesInIt()
    {
        await SaveTreeAsync();

        var (_, copies) = await RunAsync(Pod(File with { Path = "/data/tree/in/x" }, Tree), VolumeMounts.Files);

        Assert.Equal(["clear /data/tree", "main/:data/tree/", "main/:data/tree/f", "main/:data/tree/in/x"], copies);
    }

    [Theory]
    [InlineData("/data/tree/sub", null)]
    [InlineData("/other", "claim")]
    public async Task Folder_ThatMayReachWhatIsNotThePodsAlone_LiesInAVolume(string mount, string? claim)
    {
        await SaveTreeAsync();
        var pod = Pod(Tree) with { Volumes = [new VolumeWork { Name = "own", Claim = claim }] };
        pod = pod with { Containers = [pod.Containers[0] with { Mounts = [new MountWork("own", mount)] }] };

        var (specs, copies) = await RunAsync(pod, VolumeMounts.Folders);

        Assert.Equal($"main: own={mount} _input0=/data/tree", Described(specs[^1]));
        Assert.Equal(["_input0/", "_input0/f"], copies);
    }

    [Fact]
    public async Task Folder_AmongTheSystemsDevices_LiesInAVolume()
    {
        await SaveTreeAsync();

        var (specs, _) = await RunAsync(Pod(Tree with { Path = "/dev/shm/in" }), VolumeMounts.Folders);

        Assert.Equal("main: _input0=/dev/shm/in", Described(specs[^1]));
    }

    [Theory]
    [InlineData("/etc/hosts", VolumeMounts.Files, null)]
    [InlineData("/etc/hosts", VolumeMounts.Folders, "its path /etc/hosts is the system's own, and this container engine mounts no single file there")]
    [InlineData("/dev/shm/x", VolumeMounts.Folders, "mounts no single file there")]
    [InlineData("/proc/x", VolumeMounts.Files, "its path /proc/x is the system's own; use another, e.g. /tmp/input")]
    [InlineData("/sys", VolumeMounts.Folders, "its path /sys is the system's own")]
    [InlineData("/dev", VolumeMounts.Files, "its path /dev is the system's own")]
    public async Task File_WhereTheSystemHasItsOwn_IsMounted_OrRefused(string path, VolumeMounts mounts, string? refused)
    {
        await using var worker = new WorkerHarness(engine => engine.Mounts = mounts, artifacts: _store);
        await worker.RunAsync(worker.Order(Pod(File with { Path = path })));

        var end = await worker.WhileTimePassesAsync(worker.FinishedAsync());

        Assert.Equal(refused is null ? TaskEnd.Exited : TaskEnd.Refused, end.End);
        Assert.Contains(refused is null ? "" : "artifact file failed to load: ", end.Message ?? "", StringComparison.Ordinal);
        Assert.Contains(refused ?? "", end.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_BelowAMountOfMain_GoesIntoItsVolume_AndAnOptionalOneThatIsMissing_Nowhere()
    {
        var pod = Pod(File with { Path = "/work/in/x" }, new ArtifactInput { Name = "none", Path = "/no", Key = "missing", Optional = true }) with
        {
            Volumes = [new VolumeWork { Name = "work" }],
            Sidecars = [Container("db") with { MirrorVolumeMounts = true, Mounts = [new MountWork("work", "/work")] }],
        };
        pod = pod with { Containers = [pod.Containers[0] with { Mounts = [new MountWork("work", "/work")] }] };

        var (specs, copies) = await RunAsync(pod, VolumeMounts.Files);

        Assert.Equal("main: work=/work copied /work/in/x | db: work=/work copied /work/in/x", string.Join(" | ", specs.Where(spec => spec.Work.Name != Filler).Select(Described)));
        Assert.Equal(["main/:work/in/x", "db/:work/in/x"], copies);
    }

    [Fact]
    public async Task MountOfASidecarItself_StandsBeforeAnInput()
    {
        var pod = Pod(File) with { Volumes = [new VolumeWork { Name = "own" }], Sidecars = [Container("db") with { MirrorVolumeMounts = true, Mounts = [new MountWork("own", "/data/x/")] }] };

        var (specs, _) = await RunAsync(pod, VolumeMounts.Files);

        Assert.Equal("db: own=/data/x/", Described(specs[^1]));
    }

    [Fact]
    public async Task Volumes_AreMadeWithTheContainerThatFillsThem_WhichGoesBeforeTheStart_AndRemovedWithThePod()
    {
        var removed = new List<string>();
        var startedWith = -1;
        ContainerSpec? filler = null;
        await using var worker = new WorkerHarness(
            engine =>
            {
                engine.Mounts = VolumeMounts.Files;
                engine.OnCreate = spec => filler = spec.Work.Name == Filler ? spec : filler;
                engine.OnRemoved = name => removed.Add(name[(name.LastIndexOf('-') + 1)..]);
                engine.BeforeStart = _ => { startedWith = Math.Max(startedWith, removed.Count); return Task.CompletedTask; };
            },
            artifacts: _store);
        await worker.RunAsync(worker.Order(Pod(File) with { Sidecars = [Container("db") with { MirrorVolumeMounts = true }] }));
        await worker.WhileTimePassesAsync(worker.FinishedAsync());

        await worker.SettleAsync();

        // The volumes after the containers.
        await WorkerHarness.EventuallyAsync(() => worker.Engine.Count == 0 && removed.Contains("_input0"));
        Assert.Equal(1, startedWith);
        Assert.Equal([Filler, "main", "db", "_input0"], removed);
        var volume = ContainerLabels.NameOf(WorkerHarness.FleetId, WorkerHarness.Stamp(), "_input0");
        Assert.Equal((volume, volume), (filler!.Volumes["_input0"], filler.Labels[ContainerLabels.Pod]));
        Assert.Equal(WorkerHarness.Stamp(), ContainerLabels.StampOf(filler.VolumeLabels!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_ThatDiesWhileItFills_LeavesNothing_ThatTheNextDoesNotClearUp(bool adopted)
    {
        var filling = new TaskCompletionSource();
        var removed = new List<string>();
        await using var dead = new WorkerHarness(
            engine =>
            {
                engine.Mounts = VolumeMounts.Files;
                engine.OnCopyInto = (_, _, _) => { filling.TrySetResult(); return Task.Delay(Timeout.Infinite); };
            },
            artifacts: _store);
        var pod = Pod(File);
        pod = pod with { Containers = [pod.Containers[0] with { ReadOnlyRoot = true }] };
        var order = dead.Order(pod);
        await dead.RunAsync(order);
        await filling.Task;

        await using var worker = new WorkerHarness(engine => engine.OnRemoved = name => removed.Add(name[(name.LastIndexOf('-') + 1)..]), engine: dead.Engine, artifacts: _store);
        Assert.Equal([WorkerHarness.Stamp()], (await worker.NextBeatAsync()).Inventory);
        if (adopted)
        {
            await worker.AdoptAsync(order);
            Assert.Contains("no container of it was started", (await worker.WhileTimePassesAsync(worker.NotStartedAsync())).Reason, StringComparison.Ordinal);
        }

        await worker.SettleAsync();

        await WorkerHarness.EventuallyAsync(() => worker.Engine.Count == 0 && removed.Contains("_input0"));
        // Whoever takes it over gives it another name first.
        Assert.Equal([adopted ? "void" : Filler, "_input0"], removed);
    }

    [Fact]
    public async Task Volume_WhoseContainersAreGone_IsTold_AndRemovedWhenItsDispatchIsSettled()
    {
        var removed = new List<string>();
        await using var worker = new WorkerHarness(engine => engine.OnRemoved = removed.Add);
        static Dictionary<string, string> Labels(int dispatch) => new()
        {
            [ContainerLabels.Fleet] = WorkerHarness.FleetId.ToString("D"),
            [ContainerLabels.Workflow] = WorkerHarness.Stamp().Workflow.ToString("D"),
            [ContainerLabels.Node] = "3",
            [ContainerLabels.Dispatch] = dispatch.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        await worker.Runtime.EnsureVolumeAsync("left", Labels(1), Token);
        await worker.Runtime.EnsureVolumeAsync("other", Labels(2), Token);

        var beat = await worker.NextBeatAsync();
        await worker.SettleAsync();

        Assert.Equal([WorkerHarness.Stamp(1), WorkerHarness.Stamp(2)], beat.Inventory);
        await WorkerHarness.EventuallyAsync(() => removed.Count > 0 && worker.Runtime.ListVolumesAsync(WorkerHarness.FleetId, Token).Result.Count < 2);
        Assert.Equal(["other"], (await worker.Runtime.ListVolumesAsync(WorkerHarness.FleetId, Token)).Keys);
    }

    [Fact]
    public async Task Volume_OfAKeptContainer_IsNotTold()
    {
        var kept = new ContainerSpec
        {
            Name = KeptName.Of("kept", null),
            Work = Container("main"),
            Pod = Pod(),
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Fleet] = WorkerHarness.FleetId.ToString("D"),
                [ContainerLabels.Workflow] = WorkerHarness.Stamp().Workflow.ToString("D"),
                [ContainerLabels.Node] = "3",
                [ContainerLabels.Dispatch] = "1",
                [ContainerLabels.Keep] = "group//",
            },
        };
        await using var worker = new WorkerHarness();
        await worker.Runtime.CreateAsync(kept, Token);
        await worker.Runtime.EnsureVolumeAsync("of-it", kept.Labels, Token);

        Assert.Empty((await worker.NextBeatAsync()).Inventory);
    }

    private static ArtifactInput Tree => new() { Name = "tree", Path = "/data/tree/", Key = "tree" };

    private static ArtifactInput File => new() { Name = "file", Path = "/data/x", Raw = [1] };

    private static string Described(ContainerSpec spec) => string.Join(' ', [
        spec.Work.Name + ":", .. spec.Work.Mounts.Select(mount => $"{mount.Volume}={mount.MountPath}{(mount.SubPath.Length > 0 ? "#" + mount.SubPath : "")}"),
        .. spec.Inputs.Count > 0 ? spec.Inputs.Select(path => path.TrimEnd('/')).Prepend("copied") : []]);

    private async Task<(List<ContainerSpec> Specs, List<string> Copies)> RunAsync(PodWork pod, VolumeMounts mounts)
    {
        var specs = new List<ContainerSpec>();
        var copies = new List<string>();
        await using var worker = new WorkerHarness(
            engine =>
            {
                engine.Mounts = mounts;
                engine.OnCreate = specs.Add;
                engine.OnClear = path => copies.Add("clear " + path.TrimEnd('/'));
                engine.OnCopyInto = async (container, folder, archive) =>
                {
                    var name = (await engine.InspectAsync(container, Token))!.Labels[ContainerLabels.Container];
                    await using var tar = new TarReader(archive);
                    while (await tar.GetNextEntryAsync(copyData: false, Token) is { } entry)
                        copies.Add($"{(name == Filler ? entry.Name[entry.Name.IndexOf('_', StringComparison.Ordinal)..] : $"{name}{folder}:{entry.Name}")}{(entry.EntryType == TarEntryType.SymbolicLink ? ">" + entry.LinkName : "")}");
                };
            },
            artifacts: _store);
        await worker.RunAsync(worker.Order(pod));
        Assert.Equal(TaskEnd.Exited, (await worker.WhileTimePassesAsync(worker.FinishedAsync())).End);
        return (specs, copies);
    }

    private async Task SaveTreeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "tree"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder, "tree/f"), "content", Token);
        await new ArtifactSaver(_store).SavePathAsync(Path.Combine(_folder, "tree"), "tree", ArchiveKind.Tar, Token);
    }

    private static PodWork Pod(params ArtifactInput[] artifacts) => new() { Containers = [Container("main")], Artifacts = artifacts };

    private static ContainerWork Container(string name) => new() { Name = name, Image = "alpine" };
}
