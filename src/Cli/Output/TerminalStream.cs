namespace Fleet.Cli.Output;

/// <summary>
/// Output to a terminal that may be closed at any time. What is written afterwards has no reader and is dropped: it must not keep a command
/// from stopping its workflow. Only for a terminal; a file that cannot be written to is an error.
/// </summary>
/// <param name="terminal">Standard output or standard error.</param>
internal sealed class TerminalStream(Stream terminal) : Stream
{
    private volatile bool closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (closed)
            return;
        try
        {
            terminal.Write(buffer);
        }
        catch (IOException)
        {
            // EIO: the terminal is gone, and does not come back.
            closed = true;
        }
    }

    public override void Flush()
    {
        // Each write is one of the system's: nothing is kept here.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
