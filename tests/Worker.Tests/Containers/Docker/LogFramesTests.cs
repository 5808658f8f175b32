using System.Buffers.Binary;
using System.Text;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class LogFramesTests
{
    private const string First = "2026-01-02T03:04:05.000000001Z";
    private const string Second = "2026-01-02T03:04:05.000000002Z";

    [Fact]
    public async Task Multiplexed_ReadByteByByte_GivesTheSameFrames()
    {
        var bytes = new MemoryStream();
        Write(bytes, 1, $"{First} one\n");
        Write(bytes, 2, $"{Second} two: 2026-01-01T00:00:00.000000000Z inside\n");
        Write(bytes, 1, $"{Second} no newline");

        var frames = await ReadAsync(new Dribble(bytes.ToArray()), terminal: false);

        Assert.Equal([("stdout", "one\n"), ("stderr", "two: 2026-01-01T00:00:00.000000000Z inside\n"), ("stdout", "no newline")], frames.Select(Shown));
        Assert.Equal([1, 2, 2], frames.Select(frame => frame.Nanos % 1_000_000_000));
    }

    [Fact]
    public async Task Multiplexed_EngineRemark_IsLeftOut()
    {
        var bytes = new MemoryStream();
        Write(bytes, 3, "cannot read the log file");
        Write(bytes, 1, $"{First} one\n");

        Assert.Equal([("stdout", "one\n")], (await ReadAsync(new MemoryStream(bytes.ToArray()), terminal: false)).Select(Shown));
    }

    [Fact]
    public async Task Multiplexed_TornOff_IsAnError()
    {
        var bytes = new MemoryStream();
        Write(bytes, 1, $"{First} one\n");

        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(new MemoryStream(bytes.ToArray()[..^3]), terminal: false));
    }

    [Fact]
    public async Task Terminal_LongLine_IsCutWhereTheEngineCutIt()
    {
        var piece = new string('x', 16 * 1024);
        var bytes = Encoding.UTF8.GetBytes($"{First} one\n{First} {piece}{First} {piece}{First} rest\n{Second} last");

        var frames = await ReadAsync(new Dribble(bytes), terminal: true);

        Assert.Equal(["one\n", piece, piece, "rest\n", "last"], frames.Select(frame => Shown(frame).Text));
    }

    private static (string Stream, string Text) Shown(LogFrame frame) => (frame.Stream, Encoding.UTF8.GetString(frame.Bytes.Span));

    private static async Task<List<LogFrame>> ReadAsync(Stream stream, bool terminal)
    {
        var frames = new List<LogFrame>();
        await foreach (var frame in LogFrames.ReadAsync(stream, terminal, TestContext.Current.CancellationToken))
            frames.Add(frame);
        return frames;
    }

    private static void Write(MemoryStream to, byte kind, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var header = new byte[8];
        header[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), payload.Length);
        to.Write(header);
        to.Write(payload);
    }

    /// <summary>Gives at most three bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(3, buffer.Length)], cancellationToken);
    }
}
