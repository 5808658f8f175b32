using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Containers;

/// <summary>What every <see cref="IContainerRuntime"/> must do. One class per runtime derives from it.</summary>
public abstract class ContainerRuntimeCompliance(RuntimeHarness harness) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Guid _fleet = Guid.NewGuid();
    private readonly Guid _workflow = Guid.NewGuid();
    private int _ordinal;

    protected IContainerRuntime Runtime { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Runtime = await harness.StartAsync(Token);

    public async ValueTask DisposeAsync()
    {
        if (Runtime is not null)
        {
            foreach (var left in await Runtime.ListAsync(_fleet, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Info_NamesTheEngineAndItsSize()
    {
        var info = await Runtime.InfoAsync(Token);

        Assert.NotEmpty(info.Id);
        Assert.NotEmpty(info.HostName);
        Assert.NotEmpty(info.Description);
        Assert.True(info.Cores > 0);
        Assert.True(info.MemoryBytes > 0);
        Assert.Equal(info, await Runtime.InfoAsync(Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public async Task Container_Ends_ItsExitCodeAndTimesAreKnown(int exitCode)
    {
        var id = await StartAsync(new Behaviour { ExitCode = exitCode });

        var end = await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token);

        Assert.NotNull(end);
        Assert.Equal(ContainerPhase.Exited, end.Phase);
        Assert.Equal(exitCode, end.ExitCode);
        Assert.False(end.OomKilled);
        Assert.False(end.KilledByEngine);
        Assert.NotNull(end.StartedAt);
        Assert.True(end.FinishedAt >= end.StartedAt);
    }

    [Fact]
    public async Task Create_LeavesItUnstarted_WithLabelsAndName()
    {
        var spec = Spec(new Behaviour());

        var id = await CreateAsync(spec);

        var byId = await Runtime.InspectAsync(id, Token);
        var byName = await Runtime.InspectAsync(spec.Name, Token);
        Assert.NotNull(byId);
        Assert.NotNull(byName);
        Assert.Equal((ContainerPhase.Created, null, null), (byId.Phase, byId.ExitCode, byId.StartedAt));
        Assert.Equal((id, spec.Name), (byName.Id, byName.Name));
        foreach (var (name, value) in spec.Labels)
            Assert.Equal(value, byId.Labels[name]);
    }

    [Fact]
    public async Task Create_NameIsTaken_SaysWhatIsThere()
    {
        var spec = Spec(new Behaviour { Endless = true });
        var id = await CreateAsync(spec);
        await Runtime.StartAsync(id, Token);

        var error = await Assert.ThrowsAsync<ContainerExistsException>(() => Runtime.CreateAsync(spec, Token));

        Assert.Equal((id, ContainerPhase.Running), (error.Existing.Id, error.Existing.Phase));
        Assert.Equal(spec.Labels[ContainerLabels.Session], error.Existing.Labels[ContainerLabels.Session]);
    }

    [Fact]
    public async Task Create_ManyAtOnceOfOneName_OneWins()
    {
        var spec = Spec(new Behaviour());
        await Runtime.PrepareAsync(spec, null, Token);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            try
            {
                return await Runtime.CreateAsync(spec, Token);
            }
            catch (ContainerExistsException)
            {
                return null;
            }
        }));

        Assert.Single(outcomes, id => id is not null);
    }

    [Fact]
    public async Task Start_OfOneThatHasEnded_DoesNothing()
    {
        var id = await StartAsync(new Behaviour { ExitCode = 5 });
        var first = await Runtime.WaitAsync(id, Token);

        await Runtime.StartAsync(id, Token);

        Assert.Equal(first!.StartedAt, (await Runtime.WaitAsync(id, Token))!.StartedAt);
        Assert.Equal(ContainerPhase.Exited, (await Runtime.InspectAsync(id, Token))!.Phase);
    }

    [Fact]
    public async Task Start_OfOneThatIsGone_MayWorkLater() =>
        await Assert.ThrowsAsync<EngineUnavailableException>(() => Runtime.StartAsync("fleet-nobody", Token));

    [Fact]
    public async Task Inspect_OfOneThatIsGone_GivesNull() => Assert.Null(await Runtime.InspectAsync("fleet-nobody", Token));

    [Fact]
    public async Task Prepare_WithoutImage_IsRefused()
    {
        var spec = Spec(harness.WithoutImage());

        var error = await Assert.ThrowsAsync<ContainerRefusedException>(() => Runtime.PrepareAsync(spec, null, Token));

        Assert.Contains(spec.Work.Image, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_GivesOwnContainersOfEveryPhase_AndNoOthers()
    {
        var created = await CreateAsync(Spec(new Behaviour()));
        var running = await StartAsync(new Behaviour { Endless = true });
        var ended = await StartAsync(new Behaviour());
        await Runtime.WaitAsync(ended, Token);

        var listed = await Runtime.ListAsync(_fleet, Token);

        Assert.Equal(
            new Dictionary<string, ContainerPhase> { [created] = ContainerPhase.Created, [running] = ContainerPhase.Running, [ended] = ContainerPhase.Exited },
            listed.ToDictionary(container => container.Id, container => container.Phase));
        Assert.All(listed, container => Assert.Equal(_workflow, ContainerLabels.StampOf(container.Labels)?.Workflow));
        Assert.Empty(await Runtime.ListAsync(Guid.NewGuid(), Token));
    }

    [Fact]
    public async Task Rename_OfACreatedOne_ItCanNotBeStartedByItsOldName()
    {
        var spec = Spec(new Behaviour());
        var id = await CreateAsync(spec);

        Assert.True(await Runtime.RenameAsync(id, spec.Name + "-void", Token));

        await Assert.ThrowsAsync<EngineUnavailableException>(() => Runtime.StartAsync(spec.Name, Token));
        Assert.Equal((spec.Name + "-void", ContainerPhase.Created), await NameAndPhaseAsync(id));
        Assert.Contains(await Runtime.ListAsync(_fleet, Token), container => container.Id == id);
    }

    [Fact]
    public async Task Rename_OfOneThatIsGone_IsFalse() => Assert.False(await Runtime.RenameAsync("fleet-nobody", "fleet-somebody", Token));

    [Fact]
    public async Task RemoveUnstarted_OfACreatedOne_RemovesIt()
    {
        var id = await CreateAsync(Spec(new Behaviour()));

        Assert.True(await Runtime.RemoveUnstartedAsync(id, Token));
        Assert.Null(await Runtime.InspectAsync(id, Token));
        Assert.True(await Runtime.RemoveUnstartedAsync(id, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RemoveUnstarted_OfAStartedOne_LeavesIt(bool running)
    {
        var id = await StartAsync(new Behaviour { Endless = running });
        if (!running)
            await Runtime.WaitAsync(id, Token);

        Assert.False(await Runtime.RemoveUnstartedAsync(id, Token));
        Assert.NotNull(await Runtime.InspectAsync(id, Token));
    }

    [Fact]
    public async Task Logs_OfBothStreams_ComeWholeWithTimestamps()
    {
        var id = await StartAsync(new Behaviour { Stdout = "one\ntwo\nthree", Stderr = "oops\n" });

        var frames = await LogsAsync(id, 0);

        Assert.Equal(["one\n", "two\n", "three"], Lines(frames, "stdout"));
        Assert.Equal(["oops\n"], Lines(frames, "stderr"));
        foreach (var stream in frames.GroupBy(frame => frame.Stream))
            Assert.Equal(stream.Select(frame => frame.Nanos).Order(), stream.Select(frame => frame.Nanos));
        var started = (await Runtime.InspectAsync(id, Token))!.StartedAt!.Value.ToUnixTimeSeconds();
        Assert.All(frames, frame => Assert.InRange(frame.Nanos / 1_000_000_000, started - 1, started + 60));
    }

    [Fact]
    public async Task Logs_SinceALine_IncludeThatLine()
    {
        var id = await StartAsync(new Behaviour { Stdout = "one\ntwo\nthree\n" });
        var all = await LogsAsync(id, 0);

        var rest = await LogsAsync(id, all[1].Nanos);

        Assert.Equal(["two\n", "three\n"], Lines(rest, "stdout"));
    }

    [Fact]
    public async Task Logs_OfARunningOne_EndWithIt()
    {
        var id = await StartAsync(new Behaviour { Endless = true, Stdout = "ready\n" });
        await using var frames = Runtime.FollowLogsAsync(id, 0, Token).GetAsyncEnumerator(Token);

        Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(Patience, Token));
        var next = frames.MoveNextAsync().AsTask();
        await Runtime.StopAsync(id, TimeSpan.FromSeconds(5), Token);

        Assert.False(await next.WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Logs_Cancelled_StopAtOnce()
    {
        var id = await StartAsync(new Behaviour { Endless = true });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var following = Task.Run(async () =>
        {
            await foreach (var _ in Runtime.FollowLogsAsync(id, 0, cancel.Token))
            {
            }
        }, Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.WaitAsync(Patience, Token));
        Assert.Equal(ContainerPhase.Running, (await Runtime.InspectAsync(id, Token))!.Phase);
    }

    [Fact]
    public async Task Wait_Cancelled_LeavesItRunning()
    {
        var id = await StartAsync(new Behaviour { Endless = true });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = Runtime.WaitAsync(id, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Token));
        Assert.Equal(ContainerPhase.Running, (await Runtime.InspectAsync(id, Token))!.Phase);
    }

    [Fact]
    public async Task Wait_TheContainerVanishes_GivesNull()
    {
        var id = await StartAsync(new Behaviour { Endless = true });
        var waiting = Runtime.WaitAsync(id, Token);

        await Runtime.DestroyAsync(id, Token);

        Assert.Null(await waiting.WaitAsync(Patience, Token));
        Assert.Null(await Runtime.WaitAsync(id, Token));
    }

    [Fact]
    public async Task Stop_EndsARunningOne_AndToleratesTheRest()
    {
        var id = await StartAsync(new Behaviour { Endless = true, Stdout = "ready\n" });
        await FirstFrameAsync(id);

        await Runtime.StopAsync(id, TimeSpan.FromSeconds(20), Token);

        var state = await Runtime.InspectAsync(id, Token);
        Assert.Equal((ContainerPhase.Exited, 143), (state!.Phase, state.ExitCode));
        Assert.False(state.KilledByEngine);
        await Runtime.StopAsync(id, TimeSpan.FromSeconds(1), Token);
        await Runtime.StopAsync("fleet-nobody", TimeSpan.FromSeconds(1), Token);
    }

    [Fact]
    public async Task Destroy_OfARunningOne_RemovesIt_Twice()
    {
        var id = await StartAsync(new Behaviour { Endless = true });

        await Task.WhenAll(Runtime.DestroyAsync(id, Token), Runtime.DestroyAsync(id, Token));
        await Runtime.DestroyAsync(id, Token);

        Assert.Null(await Runtime.InspectAsync(id, Token));
        Assert.Empty(await Runtime.ListAsync(_fleet, Token));
    }

    [Fact]
    public async Task CopyOut_OfAnEndedOne_GivesTheFile()
    {
        var pod = harness.Pod(new Behaviour { Writes = new Dictionary<string, string> { ["/tmp/out/answer.txt"] = "42" } }) with
        {
            Outputs = new TaskOutputs { Parameters = [new OutputFile("answer", "/tmp/out/answer.txt")] },
        };
        var id = await StartAsync(Spec(pod));
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("42", await ReadAsync(id, "/tmp/out/answer.txt"));
        Assert.Null(await Runtime.CopyOutAsync(id, "/tmp/out/nothing.txt", Token));
        Assert.Null(await Runtime.CopyOutAsync(id, "/nowhere/nothing.txt", Token));
        Assert.Null(await Runtime.CopyOutAsync("fleet-nobody", "/tmp/out/answer.txt", Token));
    }

    [Fact]
    public async Task Files_CopiedInBeforeTheStart_AreThere()
    {
        var pod = harness.Pod(new Behaviour());
        var content = Encoding.UTF8.GetBytes("content");
        var spec = Spec(pod with { Containers = [pod.Containers[0] with { Files = [new FileWork("/new/folder/input", content), new FileWork("/tmp/tool", content, 0b111_101_101)] }] });
        var id = await StartAsync(spec);
        await Runtime.WaitAsync(id, Token);

        Assert.Equal("content", await ReadAsync(id, "/new/folder/input"));
        if (harness.HasFiles)
            Assert.Equal((UnixFileMode)0b111_101_101, await ModeAsync(id, "/tmp/tool"));
    }

    [Fact]
    public async Task Exec_InARunningOne_GivesItsExitCode()
    {
        var id = await StartAsync(new Behaviour { Endless = true });

        Assert.Equal(0, await Runtime.ExecAsync(id, ["true"], Token));
        if (harness.HasFiles)
            Assert.Equal(7, await Runtime.ExecAsync(id, ["sh", "-c", "exit 7"], Token));
    }

    [Fact]
    public async Task Volumes_MadeAndRemovedTwice()
    {
        var name = "fleet-test-" + Guid.NewGuid().ToString("N");
        var labels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString() };

        await Runtime.EnsureVolumeAsync(name, labels, Token);
        await Runtime.EnsureVolumeAsync(name, labels, Token);
        await Runtime.RemoveVolumeAsync(name, Token);
        await Runtime.RemoveVolumeAsync(name, Token);
    }

    [Fact]
    public async Task Volume_MadeWithAContainer_IsFilledThroughIt_AndSharedByOthers()
    {
        var mounts = await Runtime.VolumeMountsAsync(Token);
        if (mounts == VolumeMounts.None)
        {
            Assert.False(harness.HasFiles);
            return;
        }

        var volume = "fleet-test-" + Guid.NewGuid().ToString("N");
        var volumes = new Dictionary<string, string> { ["v"] = volume };
        ContainerSpec Mounting(string script, params MountWork[] at) => Spec(new PodWork { Containers = [harness.Pod(new Behaviour()).Containers[0] with { Command = ["sh", "-c", script], Args = [], Mounts = at }] }) with { Volumes = volumes };
        try
        {
            var filler = await CreateAsync(Mounting("true", new MountWork("v", "/" + volume)) with { VolumeLabels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") } });
            for (var times = 0; times < 2; times++)
            {
                await Runtime.CopyInAsync(
                    filler, "/", await TarAsync(
                        new GnuTarEntry(TarEntryType.Directory, volume + "/") { Mode = (UnixFileMode)0b111_111_111 }, new GnuTarEntry(TarEntryType.RegularFile, volume + "/f") { DataStream = new MemoryStream("one "u8.ToArray()), Mode = (UnixFileMode)0b110_110_110 }), Token);
            }

            var writer = await StartAsync(Mounting("printf two >> /a/f; stat -c %a /a > /a/mode", new MountWork("v", "/a")));
            await Runtime.DestroyAsync(filler, Token);
            await Runtime.WaitAsync(writer, Token).WaitAsync(Patience, Token);
            var reader = await StartAsync(mounts == VolumeMounts.Files ? Mounting("cat /in/x /in/mode", new MountWork("v", "/in/x", "f"), new MountWork("v", "/in/mode", "mode")) : Mounting("cat /in/f /in/mode", new MountWork("v", "/in")));

            Assert.Equal("one two777\n", string.Concat(Lines(await LogsAsync(reader, 0), "stdout")));
        }
        finally
        {
            foreach (var left in await Runtime.ListAsync(_fleet, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }
    }

    [Fact]
    public async Task CopyOut_OfAFolder_HasWhatIsMountedInIt()
    {
        if (await Runtime.VolumeMountsAsync(Token) == VolumeMounts.None)
        {
            Assert.False(harness.HasFiles);
            return;
        }

        var volume = "fleet-test-" + Guid.NewGuid().ToString("N");
        try
        {
            await Runtime.EnsureVolumeAsync(volume, new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") }, Token);
            var work = harness.Pod(new Behaviour()).Containers[0] with
            {
                Command = ["sh", "-c", "echo r > /tmp/out/r && echo c > /tmp/out/cache/c && echo l > /var/run/made/l"],
                Args = [],
                // /var/run is a link wherever sh is.
                Mounts = [new MountWork("v", "/tmp/out/cache"), new MountWork("f", "/tmp/out/conf"), new MountWork("v", "/var/run/made/")],
            };
            var pod = new PodWork { Containers = [work], Volumes = [new VolumeWork { Name = "f", Files = [new FileWork("a.conf", "A"u8.ToArray())] }] };
            var id = await StartAsync(Spec(pod) with { Volumes = new Dictionary<string, string> { ["v"] = volume } });
            Assert.Equal(0, (await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token))!.ExitCode);

            Assert.Equal(["out/cache/c", "out/cache/l", "out/conf/a.conf", "out/r"], await FilesAsync(id, "/tmp/out"));
            Assert.Equal(["made/c", "made/l"], await FilesAsync(id, "/var/run/made"));
        }
        finally
        {
            foreach (var left in await Runtime.ListAsync(_fleet, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.RemoveVolumeAsync(volume, CancellationToken.None);
        }
    }

    // As they are named below the path.
    private async Task<string[]> FilesAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        await using var reader = new TarReader(archive!);
        string? top = null;
        var names = new List<string>();
        while (await reader.GetNextEntryAsync(true, Token) is { } entry)
        {
            top ??= entry.Name.TrimEnd('/');
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                names.Add(Path.GetFileName(path) + entry.Name[top.Length..]);
        }

        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static async Task<MemoryStream> TarAsync(params TarEntry[] entries)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var entry in entries)
                await tar.WriteEntryAsync(entry, Token);
        }

        archive.Position = 0;
        return archive;
    }

    [Fact]
    public async Task Volumes_OfAFleet_AreListedByTheirLabels_UntilTheyAreRemoved()
    {
        var (claim, other) = ($"{Guid.NewGuid():N}-work", $"{Guid.NewGuid():N}");
        var labels = new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D"), [ContainerLabels.Claim] = claim };
        try
        {
            await Runtime.EnsureVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), labels, Token);
            await Runtime.EnsureVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), labels, Token);
            await Runtime.EnsureVolumeAsync("fleet-test-" + other, new Dictionary<string, string> { [ContainerLabels.Fleet] = _fleet.ToString("D") }, Token);
            await Runtime.EnsureSharedVolumeAsync("test-shared-" + other, Token);
            await Runtime.EnsureSharedVolumeAsync("test-shared-" + other, Token);

            var listed = await Runtime.ListVolumesAsync(_fleet, Token);
            Assert.Equal([ContainerLabels.ClaimNameOf(_fleet, claim), "fleet-test-" + other], listed.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(claim, listed[ContainerLabels.ClaimNameOf(_fleet, claim)][ContainerLabels.Claim]);
            await Runtime.RemoveVolumeAsync(ContainerLabels.ClaimNameOf(_fleet, claim), Token);
            Assert.Equal("fleet-test-" + other, Assert.Single(await Runtime.ListVolumesAsync(_fleet, Token)).Key);
        }
        finally
        {
            foreach (var name in (string[])[ContainerLabels.ClaimNameOf(_fleet, claim), "fleet-test-" + other, "test-shared-" + other])
                await Runtime.RemoveVolumeAsync(name, CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(0, "group//", true)]
    [InlineData(0, "group/0/", false)]
    [InlineData(3, "group/0/", true)]
    [InlineData(0, "group/3600/", true)]
    public async Task Settled_StaysAsItsLabelSays_IsNoTasksAnyMore_AndGoesWithItsGroup(int exitCode, string keep, bool stays)
    {
        var spec = Kept(Spec(new Behaviour { ExitCode = exitCode }), keep);
        var id = await StartAsync(spec);
        Assert.NotNull(await Runtime.WaitAsync(id, Token).WaitAsync(Patience, Token));
        var kept = new KeptContainers(Runtime, TimeProvider.System);

        for (var times = 0; times < 2; times++)
            await kept.SettleAsync(_fleet, ContainerLabels.StampOf(spec.Labels)!.Value, null, Token);

        var listed = await Runtime.ListAsync(_fleet, Token);
        Assert.Null(await Runtime.InspectAsync(spec.Name, Token));
        Assert.Equal(stays ? ["group"] : [], kept.Tell(listed));
        Assert.All(listed, container => Assert.True(container is { IsKept: true, Phase: ContainerPhase.Exited }));
        await kept.RemoveDueAsync(listed, Token);
        await kept.RemoveAsync(_fleet, "other", Token);
        Assert.Equal(stays, await Runtime.InspectAsync(id, Token) is not null);
        kept.End("group");
        await kept.RemoveAsync(_fleet, "group", Token);
        Assert.Empty(await Runtime.ListAsync(_fleet, Token));
    }

    [Fact]
    public async Task Settled_WhatRunsOrNeverRan_Goes_AndWhatComesAfterTheEndOfItsGroup()
    {
        var kept = new KeptContainers(Runtime, TimeProvider.System);
        var (created, running, late) = (Kept(Spec(new Behaviour()), "group//"), Kept(Spec(new Behaviour { Endless = true }), "group//"), Kept(Spec(new Behaviour()), "over//"));
        await CreateAsync(created);
        await StartAsync(running);
        Assert.NotNull(await Runtime.WaitAsync(await StartAsync(late), Token).WaitAsync(Patience, Token));
        kept.End("over");

        foreach (var spec in (ContainerSpec[])[created, running, late])
            await kept.SettleAsync(_fleet, ContainerLabels.StampOf(spec.Labels)!.Value, null, Token);

        Assert.Empty(await Runtime.ListAsync(_fleet, Token));
    }

    private static ContainerSpec Kept(ContainerSpec spec, string label) => spec with { Labels = new Dictionary<string, string>(spec.Labels) { [ContainerLabels.Keep] = label } };

    protected ContainerSpec Spec(Behaviour behaviour) => Spec(harness.Pod(behaviour));

    protected ContainerSpec Spec(PodWork pod, string container = "main")
    {
        ArgumentNullException.ThrowIfNull(pod);
        var stamp = new TaskStamp(_workflow, Interlocked.Increment(ref _ordinal), 1);
        return new ContainerSpec
        {
            Name = ContainerLabels.NameOf(_fleet, stamp, container),
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Fleet] = _fleet.ToString("D"),
                [ContainerLabels.Workflow] = stamp.Workflow.ToString("D"),
                [ContainerLabels.Node] = stamp.Ordinal.ToString(CultureInfo.InvariantCulture),
                [ContainerLabels.Dispatch] = "1",
                [ContainerLabels.Session] = "17",
                [ContainerLabels.Container] = container,
            },
            Work = pod.Containers.Concat(pod.Init).Concat(pod.Sidecars).Single(work => work.Name == container),
            Pod = pod,
        };
    }

    protected Task<string> StartAsync(Behaviour behaviour) => StartAsync(Spec(behaviour));

    protected async Task<string> StartAsync(ContainerSpec spec)
    {
        var id = await CreateAsync(spec);
        await Runtime.StartAsync(id, Token);
        return id;
    }

    protected async Task<string> CreateAsync(ContainerSpec spec)
    {
        await Runtime.PrepareAsync(spec, null, Token);
        return await Runtime.CreateAsync(spec, Token);
    }

    protected async Task<IReadOnlyList<LogFrame>> LogsAsync(string id, long since)
    {
        var frames = new List<LogFrame>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        await foreach (var frame in Runtime.FollowLogsAsync(id, since, limit.Token))
            frames.Add(frame);
        return frames;
    }

    protected static IEnumerable<string> Lines(IEnumerable<LogFrame> frames, string stream) =>
        frames.Where(frame => frame.Stream == stream).Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span));

    protected async Task FirstFrameAsync(string id)
    {
        await using var frames = Runtime.FollowLogsAsync(id, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(Patience, Token));
    }

    protected async Task<string> ReadAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        Assert.NotNull(archive);
        await using var reader = new TarReader(archive);
        var entry = await reader.GetNextEntryAsync(true, Token);
        using var text = new StreamReader(entry!.DataStream!);
        return await text.ReadToEndAsync(Token);
    }

    private async Task<UnixFileMode> ModeAsync(string id, string path)
    {
        await using var archive = await Runtime.CopyOutAsync(id, path, Token);
        await using var reader = new TarReader(archive!);
        return (await reader.GetNextEntryAsync(true, Token))!.Mode;
    }

    private async Task<(string, ContainerPhase)> NameAndPhaseAsync(string id)
    {
        var state = await Runtime.InspectAsync(id, Token);
        return (state!.Name, state.Phase);
    }
}
