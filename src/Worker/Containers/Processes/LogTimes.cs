using System.Globalization;
using System.Text;

namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// When a container's output came. Its streams are plain files; <c>ID.times</c> says, in the order of its lines, up to which byte a stream had come when it was last written to, and how
/// many pieces that is. Every line of the file holds for all who read it, so that a piece has the same time whenever and by whomever it is read. What comes while no worker is there gets
/// the time of the last of it.
/// </summary>
internal sealed class LogTimes(string prefix)
{
    private const int LongestStretch = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<Stretch> _stretches = [];
    private readonly long[] _known = new long[Streams.Length];
    private readonly long[] _lastNanos = new long[Streams.Length];
    private long _read;

    /// <summary>Names of the streams.</summary>
    public static string[] Streams { get; } = ["stdout", "stderr"];

    /// <summary>Path of a stream's file.</summary>
    public string FileOf(int stream) => $"{prefix}.{Streams[stream]}";

    /// <summary>Takes in what has been written since, and gives the stretches from one on.</summary>
    /// <param name="from">Number of stretches that the caller has.</param>
    /// <param name="ended">The output is complete.</param>
    public IReadOnlyList<Stretch> Refresh(int from, bool ended)
    {
        lock (_lock)
        {
            Load();
            for (var stream = 0; stream < Streams.Length; stream++)
            {
                while (Measure(stream, ended) is { } line)
                {
                    using (var file = new FileStream(prefix + ".times", FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
                        file.Write(Encoding.ASCII.GetBytes(line));
                    Load();
                }
            }

            return _stretches[from..];
        }
    }

    // What another worker wrote meanwhile comes first, and then this process's own line says nothing new.
    private void Load()
    {
        var path = prefix + ".times";
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length - _read];
        file.Position = _read;
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _read += whole;
        foreach (var line in Encoding.ASCII.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            var stream = int.Parse(fields[0], CultureInfo.InvariantCulture);
            var end = long.Parse(fields[1], CultureInfo.InvariantCulture);
            if (end <= _known[stream])
                continue;
            var nanos = Math.Max(long.Parse(fields[2], CultureInfo.InvariantCulture), _lastNanos[stream] + 1);
            _stretches.Add(new Stretch(stream, _known[stream], end, nanos));
            _known[stream] = end;
            _lastNanos[stream] = nanos + long.Parse(fields[3], CultureInfo.InvariantCulture) - 1;
        }
    }

    private string? Measure(int stream, bool ended)
    {
        var info = new FileInfo(FileOf(stream));
        var known = _known[stream];
        if (!info.Exists || info.Length <= known)
            return null;
        var written = (info.LastWriteTimeUtc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var bytes = new byte[Math.Min(info.Length - known, LongestStretch)];
        using (var file = new FileStream(info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = known;
            file.ReadExactly(bytes);
        }

        var (count, length) = (0, 0);
        while (LogPieces.Next(bytes.AsSpan(length), ended && known + bytes.Length == info.Length) is var piece and > 0)
        {
            length += piece;
            count++;
        }

        return count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{stream} {known + length} {written} {count}\n");
    }
}

/// <summary>Pieces of one stream that came together; each is a nanosecond later than the one before.</summary>
/// <param name="Stream">Index of the stream.</param>
/// <param name="Start">First byte.</param>
/// <param name="End">Byte behind the last.</param>
/// <param name="Nanos">Time of the first piece, nanoseconds since the Unix epoch.</param>
internal readonly record struct Stretch(int Stream, long Start, long End, long Nanos);
