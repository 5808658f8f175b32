using Fleet.Cli.Hosting;
using Fleet.Coordinator.Api.Http;

namespace Fleet.Cli.Runs;

/// <summary>
/// The API of a running <c>fleet run</c> on a Unix socket in the data folder, for <c>fleet stop</c> and the like from another terminal. It is opened after a moment only,
/// so that a short workflow does not pay for it.
/// </summary>
internal sealed class RunSocket : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource ended = new();
    private readonly string path;
    private readonly Task opening;

    public RunSocket(EmbeddedFleet fleet, string path, TimeProvider time)
    {
        this.path = path;
        opening = OpenAsync(fleet, time);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await opening;
        // A short run has neither socket nor folder.
        if (File.Exists(path))
            File.Delete(path);
        ended.Dispose();
    }

    private async Task OpenAsync(EmbeddedFleet fleet, TimeProvider time)
    {
        try
        {
            await Task.Delay(Delay, time, ended.Token);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Delete(path);
            await fleet.ListenAsync(new ApiListen("http://unix:" + path, null), ended.Token);
        }
        catch (OperationCanceledException)
        {
            // It ended before anybody could have asked.
        }
    }
}
