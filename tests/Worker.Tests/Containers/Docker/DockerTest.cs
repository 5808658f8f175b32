using System.Globalization;
using System.Text;
using Docker.DotNet;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>Containers on the real engine, removed afterwards.</summary>
public abstract class DockerTest : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Guid _workflow = Guid.NewGuid();
    private int _ordinal;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Guid FleetId { get; } = Guid.NewGuid();

    protected DockerRuntime Runtime { get; private set; } = null!;

    /// <summary>The engine behind the runtime's back.</summary>
    protected DockerClient Client { get; } = new DockerClientBuilder().Build();

    protected virtual DockerRuntimeOptions Options => new();

    public async ValueTask InitializeAsync() => Runtime = await DockerHarness.ConnectAsync(Options, Token);

    public virtual async ValueTask DisposeAsync()
    {
        if (Runtime is not null)
        {
            foreach (var left in await Runtime.ListAsync(FleetId, CancellationToken.None))
                await Runtime.DestroyAsync(left.Id, CancellationToken.None);
            await Runtime.DisposeAsync();
        }
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static DockerRuntime NewRuntime(DockerRuntimeOptions options) => new(options, NullLogger<DockerRuntime>.Instance, TimeProvider.System);

    protected static ContainerWork Shell(string script) => new() { Name = "main", Image = DockerHarness.Alpine, Command = ["sh", "-c", script] };

    protected ContainerSpec Spec(ContainerWork work, Func<PodWork, PodWork>? change = null, IReadOnlyDictionary<string, string>? volumes = null, string? networkOf = null)
    {
        var stamp = new TaskStamp(_workflow, Interlocked.Increment(ref _ordinal), 1);
        var pod = new PodWork { Containers = [work] };
        return new ContainerSpec
        {
            Name = ContainerLabels.NameOf(FleetId, stamp, work.Name),
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Fleet] = FleetId.ToString("D"),
                [ContainerLabels.Workflow] = stamp.Workflow.ToString("D"),
                [ContainerLabels.Node] = stamp.Ordinal.ToString(CultureInfo.InvariantCulture),
                [ContainerLabels.Dispatch] = "1",
            },
            Work = work,
            Pod = change is null ? pod : change(pod),
            Volumes = volumes ?? new Dictionary<string, string>(),
            NetworkOf = networkOf,
        };
    }

    protected Task<string> CreateAsync(ContainerWork work, Func<PodWork, PodWork>? change = null) => Runtime.CreateAsync(Spec(work, change), Token);

    protected async Task<string> StartAsync(ContainerWork work, IReadOnlyDictionary<string, string>? volumes = null, string? networkOf = null)
    {
        var id = await Runtime.CreateAsync(Spec(work, null, volumes, networkOf), Token);
        await Runtime.StartAsync(id, Token);
        return id;
    }

    protected async Task<ContainerState> RunAsync(ContainerWork work, IReadOnlyDictionary<string, string>? volumes = null, string? networkOf = null) =>
        await Runtime.WaitAsync(await StartAsync(work, volumes, networkOf), Token).WaitAsync(Patience, Token) ?? throw new InvalidOperationException("the container is gone");

    protected async Task<string> OutputAsync(ContainerWork work, IReadOnlyDictionary<string, string>? volumes = null, string? networkOf = null)
    {
        var output = new StringBuilder();
        foreach (var frame in await LogsAsync((await RunAsync(work, volumes, networkOf)).Id, 0))
            output.Append(Encoding.UTF8.GetString(frame.Bytes.Span));
        return output.ToString();
    }

    protected Task<IReadOnlyList<LogFrame>> LogsAsync(string id, long since) => Runtime.LogsAsync(id, since);

    protected Task FirstFrameAsync(string id) => Runtime.FirstFrameAsync(id);

    protected Task<string> ReadAsync(string id, string path) => Runtime.ReadAsync(id, path);
}
