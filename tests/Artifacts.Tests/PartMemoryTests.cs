using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.Tests;

public sealed class PartMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Part_WaitsForRoom_InOrder_AndOneLargerThanAllHasItAlone()
    {
        var memory = new PartMemory(10);
        await memory.TakeAsync(6, Token);
        var large = memory.TakeAsync(20, Token);
        var small = memory.TakeAsync(4, Token);
        Assert.False(large.IsCompleted || small.IsCompleted);

        memory.Give(6);
        await large;
        Assert.False(small.IsCompleted);
        memory.Give(20);
        await small;
    }

    [Fact]
    public async Task Part_WhoseUploadIsGivenUp_KeepsNobodyWaiting()
    {
        var memory = new PartMemory(10);
        await memory.TakeAsync(6, Token);
        using var over = new CancellationTokenSource();
        var given = memory.TakeAsync(9, over.Token);
        var next = memory.TakeAsync(4, Token);

        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await next;
        memory.Give(6);
        memory.Give(4);
        await memory.TakeAsync(10, Token);
    }
}
