using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fleet.Artifacts.Archives;

/// <summary>
/// A tar as .NET's reader takes it, where GNU's and Go's take more: owners above 2^31 and times beyond the year 9999, which nothing here keeps, become 0, an archive that ends with its last entry gets the two empty blocks of an end, and line feeds
/// in PAX records, which that reader takes for their ends, become question marks: <see cref="Name"/> and <see cref="LinkName"/> have the names as they are. Reads no further than it has to give.
/// </summary>
/// <param name="tar">The tar.</param>
public sealed class PlainTar(Stream tar) : ReadOnlyStream
{
    private const int Block = 512;
    private const int MostAttributes = 1 << 20;
    private const int TypeAt = 156;
    private const int SumAt = 148;
    private const int SumLength = 8;
    private const int MagicAt = 257;

    private const byte LineFeed = (byte)'\n';

    private static readonly (int At, int Length)[] Owners = [(108, 8), (116, 8)];
    private static readonly (int At, int Length) Size = (124, 12);
    private static readonly (int At, int Length) Time = (136, 12);

    // Only in GNU's form, where others have a part of the name.
    private static readonly (int At, int Length)[] GnuTimes = [(345, 12), (357, 12)];
    private static readonly byte[] GnuMagic = "ustar  \0"u8.ToArray();

    private ReadOnlyMemory<byte> _ready;
    private long _behind;
    private long _passing;
    private long? _nextSize;
    private bool _ended;
    private string? _nextName;
    private string? _nextLinkName;

    /// <summary>Name of the entry that was read last, where it has a line feed that the reader was not shown; null: as the reader has it.</summary>
    public string? Name { get; private set; }

    /// <summary>Where that entry leads, likewise.</summary>
    public string? LinkName { get; private set; }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
            return 0;
        if (_passing > 0)
        {
            var passed = await tar.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _passing)], cancellationToken).ConfigureAwait(false);
            // Broken off: nothing is put in its place.
            _ended |= passed == 0;
            _passing = passed == 0 ? 0 : _passing - passed;
            return passed;
        }

        if (_ready.IsEmpty)
            _ready = await NextAsync(cancellationToken).ConfigureAwait(false);
        var read = Math.Min(buffer.Length, _ready.Length);
        _ready[..read].CopyTo(buffer);
        _ready = _ready[read..];
        // What lies behind a header comes after it.
        if (_ready.IsEmpty)
            (_passing, _behind) = (_behind, 0);
        return read;
    }

    // A header, with the attributes that belong to it; empty: the end.
    private async Task<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var header = new byte[Block];
        var bytes = await tar.ReadAtLeastAsync(header, Block, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (bytes == 0 && !_ended)
        {
            _ended = true;
            return new byte[2 * Block];
        }

        if (bytes < Block || IsEmpty(header))
        {
            // An end, or what is none: the reader tells.
            _ended = true;
            return header.AsMemory(0, bytes);
        }

        ClearUnkept(header);
        var size = NumberOf(header, Size);
        if ((char)header[TypeAt] is var type and ('x' or 'g') && size is >= 0 and <= MostAttributes)
        {
            var whole = new byte[Block + Padded(size.Value)];
            header.CopyTo(whole, 0);
            var read = await tar.ReadAtLeastAsync(whole.AsMemory(Block), whole.Length - Block, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Attributes(whole.AsSpan(Block, (int)Math.Min(read, size.Value)), type == 'x');
            return whole.AsMemory(0, Block + read);
        }

        // Long names and global attributes come before the entry that a size in attributes is of.
        var isEntry = (char)header[TypeAt] is not ('L' or 'K' or 'g' or 'x');
        _behind = Padded(isEntry ? _nextSize ?? size ?? 0 : size ?? 0);
        if (isEntry)
        {
            (Name, LinkName) = (_nextName, _nextLinkName);
            _nextSize = null;
            _nextName = _nextLinkName = null;
        }

        return header;
    }

    // Records "LENGTH KEY=VALUE\n", whose values may have line feeds: their lengths say where they end.
    private void Attributes(Span<byte> records, bool ofNext)
    {
        while (Utf8Parser.TryParse(records, out int length, out var digits) && length > digits + 1 && length <= records.Length)
        {
            var record = records[(digits + 1)..(length - 1)];
            records = records[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals < 0)
                return;
            if (ofNext)
                Attribute(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]);
            record.Replace(LineFeed, (byte)'?');
        }
    }

    private void Attribute(string key, Span<byte> value)
    {
        switch (key)
        {
            case "size":
                _nextSize = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
                break;
            case "uid" or "gid" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _):
            case "mtime" or "atime" or "ctime":
                value.Fill((byte)'0');
                break;
            case "path" when value.Contains(LineFeed):
                _nextName = Encoding.UTF8.GetString(value);
                break;
            case "linkpath" when value.Contains(LineFeed):
                _nextLinkName = Encoding.UTF8.GetString(value);
                break;
        }
    }

    private static void ClearUnkept(byte[] header)
    {
        foreach (var owner in Owners.Where(owner => NumberOf(header, owner) is > int.MaxValue or < 0))
            Clear(header, owner);
        // In octal no time is too late.
        foreach (var time in (header.AsSpan(MagicAt).StartsWith(GnuMagic) ? GnuTimes : []).Append(Time).Where(time => (header[time.At] & 0x80) != 0))
            Clear(header, time);
    }

    private static void Clear(byte[] header, (int At, int Length) field)
    {
        header.AsSpan(field.At, field.Length - 1).Fill((byte)'0');
        header[field.At + field.Length - 1] = 0;
        header.AsSpan(SumAt, SumLength).Fill((byte)' ');
        var sum = header.Sum(b => (int)b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(SumLength - 2, '0') + "\0 ").CopyTo(header, SumAt);
    }

    // Octal, or (GNU) base 256 with the first bit set; null: neither.
    private static long? NumberOf(byte[] header, (int At, int Length) field)
    {
        var bytes = header.AsSpan(field.At, field.Length);
        var number = 0L;
        if ((bytes[0] & 0x80) != 0)
        {
            if (bytes[0] == 0xff)
                return -1;
            foreach (var b in bytes[Math.Max(1, field.Length - sizeof(long))..])
                number = (number << 8) | b;
            return number;
        }

        foreach (var b in bytes.Trim("\0 "u8))
        {
            if (b is < (byte)'0' or > (byte)'7')
                return null;
            number = (number << 3) | (uint)(b - '0');
        }

        return number;
    }

    private static long Padded(long size) => (size + Block - 1) / Block * Block;

    private static bool IsEmpty(byte[] header) => !header.AsSpan().ContainsAnyExcept((byte)0);
}
