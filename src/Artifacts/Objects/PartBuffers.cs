namespace Fleet.Artifacts.Objects;

/// <summary>
/// Buffers of parts, used again. A shared pool would keep some for each thread and processor that has ever given one back: megabytes each, which nobody counts. Here there are never more than are in use at
/// the same time; when none is, the garbage collector may take them.
/// </summary>
internal sealed class PartBuffers
{
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _free = new();
    private readonly List<WeakReference<byte[]>> _idle = [];
    private int _inUse;

    /// <summary>Those of this process.</summary>
    public static PartBuffers OfProcess { get; } = new();

    /// <summary>Gives a buffer with whatever is in it.</summary>
    /// <param name="size">Its length in bytes.</param>
    public byte[] Rent(int size)
    {
        lock (_gate)
        {
            if (_inUse++ == 0)
                Wake();
            // Uploads of many parts have larger ones: what they do not take is in their way.
            while (_free.TryPop(out var buffer))
                if (buffer.Length == size)
                    return buffer;
        }

        return GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>Takes one back.</summary>
    public void Return(byte[] buffer)
    {
        lock (_gate)
        {
            _free.Push(buffer);
            if (--_inUse > 0)
                return;
            _idle.AddRange(_free.Select(free => new WeakReference<byte[]>(free)));
            _free.Clear();
        }
    }

    private void Wake()
    {
        foreach (var idle in _idle)
            if (idle.TryGetTarget(out var buffer))
                _free.Push(buffer);
        _idle.Clear();
    }
}
