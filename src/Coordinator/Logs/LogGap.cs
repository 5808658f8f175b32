using System.Globalization;
using System.Text;

namespace Fleet.Coordinator.Logs;

/// <summary>
/// A part of a stream that is not here. It takes as many bytes as are missing, so that a file's length stays the stream's offset: a line that says so, as far as there is room, and
/// newlines, which readers pass over (no real line is empty: each begins with its time).
/// </summary>
internal static class LogGap
{
    private const int Piece = 64 * 1024;

    /// <summary>Writes it, with the time of what comes after.</summary>
    public static async Task WriteAsync(Stream stream, long bytes, ReadOnlyMemory<byte> next, CancellationToken cancellationToken)
    {
        var note = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"\n{LogLineText.Format(LogLineText.Parse(next.Span).Nanos)} [fleet: {bytes} bytes of this log are missing here; another coordinator may have them]"));
        if (note.Length < bytes)
        {
            await stream.WriteAsync(note, cancellationToken).ConfigureAwait(false);
            bytes -= note.Length;
        }

        var newlines = new byte[Math.Min(bytes, Piece)];
        Array.Fill(newlines, (byte)'\n');
        for (; bytes > 0; bytes -= newlines.Length)
            await stream.WriteAsync(newlines.AsMemory(0, (int)Math.Min(bytes, newlines.Length)), cancellationToken).ConfigureAwait(false);
    }
}
