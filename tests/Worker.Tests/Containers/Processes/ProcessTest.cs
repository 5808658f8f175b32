using System.Text;
using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>A runtime in a data folder of its own, outside /tmp: there a task would not see it anyway.</summary>
public abstract class ProcessTest : IAsyncLifetime
{
    private readonly List<string> made = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Data { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "process-" + Guid.NewGuid().ToString("N"))).FullName;

    protected virtual ProcessRuntimeOptions Options => new() { Scratch = Path.Combine(Data, "scratch"), Hidden = [Data] };

    protected ProcessRuntime Runtime { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Runtime = await ProcessHarness.ConnectAsync(Options, Token);

    public virtual async ValueTask DisposeAsync()
    {
        if (Runtime is not null)
        {
            foreach (var id in made)
                await Runtime.DestroyAsync(id, CancellationToken.None);
            await Runtime.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static ContainerWork Work(string script) => new() { Name = "main", Image = "none", Command = ["sh", "-c"], Args = [script] };

    protected static ContainerSpec Spec(ContainerWork work) => new()
    {
        Name = "test-" + Guid.NewGuid().ToString("N"),
        Labels = new Dictionary<string, string>(),
        Work = work,
        Pod = new PodWork { Containers = [work] },
    };

    protected Task<string> StartAsync(string script) => StartAsync(Spec(Work(script)));

    protected async Task<string> StartAsync(ContainerSpec spec)
    {
        await Runtime.PrepareAsync(spec, null, Token);
        var id = await Runtime.CreateAsync(spec, Token);
        made.Add(id);
        await Runtime.StartAsync(id, Token);
        return id;
    }

    /// <summary>Runs a script to its end; its standard output.</summary>
    protected async Task<(string Id, string Output)> RunAsync(string script, Func<ContainerWork, ContainerWork>? change = null)
    {
        var id = await StartAsync(Spec(change is null ? Work(script) : change(Work(script))));
        await Runtime.WaitAsync(id, Token);
        var frames = await FramesAsync(Runtime, id);
        Assert.Equal("", Text(frames.Where(frame => frame.Stream == "stderr")));
        return (id, Text(frames));
    }

    protected static Task<IReadOnlyList<LogFrame>> FramesAsync(IContainerRuntime runtime, string id) => runtime.LogsAsync(id);

    protected Task FirstFrameAsync(string id) => Runtime.FirstFrameAsync(id);

    protected static string Text(IEnumerable<LogFrame> frames) => string.Concat(frames.Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span)));

    protected Task<string> ReadAsync(string id, string path) => Runtime.ReadAsync(id, path);
}
