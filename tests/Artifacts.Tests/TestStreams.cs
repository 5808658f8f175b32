namespace Fleet.Artifacts.Tests;

/// <summary>Breaks off in the middle.</summary>
internal sealed class BreakingStream(int bytes) : ReadOnlyStream
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
internal sealed class HeldStream(int bytes = 10) : ReadOnlyStream
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
