using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Client;

/// <summary>
/// Where one who follows a log is. When the stream is opened again it begins a little before the newest line that was seen, and what was seen there is left out: each line comes once, whatever
/// order the streams of several pods come in.
/// </summary>
/// <param name="asked">What was asked for.</param>
internal sealed class FollowedLog(LogRequest asked)
{
    // So much earlier a line of a slower stream may be.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private const int MostLines = 500_000;

    private readonly Queue<(DateTimeOffset At, ulong Line)> _recent = new();
    private readonly Dictionary<ulong, int> _seen = [];
    private Dictionary<ulong, int> _again = [];
    private DateTimeOffset _newest;
    private DateTimeOffset? _oldest;
    private DateTimeOffset _forgotten;

    /// <summary>What to ask for now: always with times, by which the place is known.</summary>
    public LogRequest Next()
    {
        _again = new Dictionary<ulong, int>(_seen);
        if (_oldest is not { } oldest)
            return asked with { Timestamps = true };
        // All that is not older is remembered.
        var from = new[] { oldest.AddTicks(-1), _newest - Window, _forgotten }.Max();
        return asked with { Timestamps = true, TailLines = null, SinceSeconds = null, SinceTime = from };
    }

    /// <summary>A line as it was asked for; null: it was seen before.</summary>
    public LogLine? Take(LogLine line)
    {
        var (at, text) = Split(line.Content);
        var hash = HashOf(line);
        if (_again.TryGetValue(hash, out var left) && left > 0)
        {
            _again[hash] = left - 1;
            return null;
        }

        if (at is { } moment)
            Note(moment, hash);
        return asked.Timestamps ? line : line with { Content = text };
    }

    private void Note(DateTimeOffset moment, ulong hash)
    {
        if (_oldest is null || moment < _oldest)
            _oldest = moment;
        if (moment > _newest)
            _newest = moment;
        _recent.Enqueue((moment, hash));
        _seen[hash] = _seen.GetValueOrDefault(hash) + 1;
        while (_recent.TryPeek(out var first) && (first.At < _newest - Window || _recent.Count > MostLines))
        {
            _recent.Dequeue();
            if (first.At > _forgotten && first.At >= _newest - Window)
                _forgotten = first.At;
            if (--_seen[first.Line] == 0)
                _seen.Remove(first.Line);
        }
    }

    private static (DateTimeOffset? At, string Text) Split(string content)
    {
        var space = content.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? content : content[..space];
        return DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? (at, space < 0 ? "" : content[(space + 1)..]) : (null, content);
    }

    private static ulong HashOf(LogLine line) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(line.PodName + "\n" + line.Content)));
}
