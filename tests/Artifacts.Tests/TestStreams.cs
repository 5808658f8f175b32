namespace Fleet.Artifacts.Tests;

/// <summary>A stream that is read only.</summary>
internal abstract class ReadStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Breaks off in the middle.</summary>
internal sealed class BreakingStream(int bytes) : ReadStream
{
    private int _left = bytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
            throw new IOException("broken off");
        var read = Math.Min(_left, buffer.Length);
        _left -= read;
        return ValueTask.FromResult(read);
    }
}

/// <summary>Gives some bytes, then waits.</summary>
internal sealed class HeldStream(int bytes = 10) : ReadStream
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = bytes;

    public Task Asked => _asked.Task;

    public void End() => _end.SetResult(0);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left > 0)
        {
            var read = Math.Min(_left, buffer.Length);
            _left -= read;
            return read;
        }

        _asked.TrySetResult();
        return await _end.Task.WaitAsync(cancellationToken);
    }
}
