using Fleet.Artifacts;

namespace Fleet.Coordinator.Api.Http;

/// <summary>A stream that fails once it has given more than so many bytes.</summary>
/// <param name="inner">The stream.</param>
/// <param name="most">How many bytes it may give.</param>
internal sealed class LimitedStream(Stream inner, long most) : ReadOnlyStream
{
    private long given;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        given += read;
        return given <= most ? read : throw new ExceededException();
    }

    /// <summary>It has more.</summary>
    public sealed class ExceededException : Exception;
}
