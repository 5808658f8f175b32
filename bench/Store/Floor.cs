using System.Diagnostics;

namespace Fleet.Store.Bench;

/// <summary>What the machine can do at best: no commit can be faster than the disk's fsync.</summary>
internal static class Floor
{
    private const int Rounds = 200;

    public static TimeSpan Fsync(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "floor"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Rounds; i++)
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(began) / Rounds;
    }
}
