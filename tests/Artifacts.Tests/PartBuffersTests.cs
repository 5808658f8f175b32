using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.Tests;

public sealed class PartBuffersTests
{
    private readonly PartBuffers buffers = new();

    [Fact]
    public void Buffers_AreUsedAgain_AlsoAfterNoneWasInUse()
    {
        var (first, second) = (buffers.Rent(8), buffers.Rent(8));
        buffers.Return(first);
        Assert.Same(first, buffers.Rent(8));

        buffers.Return(first);
        buffers.Return(second);

        Assert.Equal([first, second], new[] { buffers.Rent(8), buffers.Rent(8) }.OrderBy(buffer => buffer == first ? 0 : 1), ReferenceEqualityComparer.Instance.Equals);
    }

    [Fact]
    public void Buffers_OfAnotherLength_AreNotUsed()
    {
        var (small, other) = (buffers.Rent(8), buffers.Rent(8));
        buffers.Return(small);

        Assert.Equal(32, buffers.Rent(32).Length);

        var next = buffers.Rent(8);
        Assert.Equal(8, next.Length);
        Assert.NotSame(small, next);
        Assert.NotSame(other, next);
    }
}
