using System.Formats.Tar;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

/// <summary>What tests read of a container, whichever the runtime.</summary>
internal static class ContainerReading
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Its log to the end.</summary>
    public static async Task<IReadOnlyList<LogFrame>> LogsAsync(this IContainerRuntime runtime, string id, long since = 0)
    {
        var frames = new List<LogFrame>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        await foreach (var frame in runtime.FollowLogsAsync(id, since, limit.Token))
            frames.Add(frame);
        return frames;
    }

    /// <summary>Waits for the first of its log.</summary>
    public static async Task FirstFrameAsync(this IContainerRuntime runtime, string id)
    {
        await using var frames = runtime.FollowLogsAsync(id, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await frames.MoveNextAsync().AsTask().WaitAsync(Patience, Token));
    }

    /// <summary>The text of one of its files.</summary>
    public static async Task<string> ReadAsync(this IContainerRuntime runtime, string id, string path)
    {
        await using var archive = await runtime.CopyOutAsync(id, path, Token);
        Assert.NotNull(archive);
        await using var reader = new TarReader(archive);
        using var text = new StreamReader((await reader.GetNextEntryAsync(copyData: true, Token))!.DataStream!);
        return await text.ReadToEndAsync(Token);
    }
}
