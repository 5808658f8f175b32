using System.Globalization;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Execution;

namespace Fleet.Worker.Tests.Containers;

/// <summary>What every <see cref="IContainerRuntime"/> must do. One class per runtime derives from it.</summary>
public abstract partial class ContainerRuntimeCompliance(RuntimeHarness harness) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
    public async Task Exec_InARunningOne_GivesItsExitCode()
    {
        var id = await StartAsync(new Behaviour { Endless = true });

        Assert.Equal(0, await Runtime.ExecAsync(id, ["true"], Token));
        if (harness.HasFiles)
            Assert.Equal(7, await Runtime.ExecAsync(id, ["sh", "-c", "exit 7"], Token));
    }

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

    private async Task<(string, ContainerPhase)> NameAndPhaseAsync(string id)
    {
        var state = await Runtime.InspectAsync(id, Token);
        return (state!.Name, state.Phase);
    }
}
