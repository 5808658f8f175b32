using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts.Archives;

namespace Fleet.Artifacts.Tests.Archives;

/// <summary>Tars that GNU's and Go's readers take and .NET's does not.</summary>
public sealed class PlainTarTests
{
    private const int Block = 512;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task Owner_Above2To31_IsNone(TarEntryFormat format)
    {
        var tar = Tar(format, int.MaxValue);
        Enlarge(tar, format);

        Assert.Equal(Expected, await ReadAsync(tar));
    }

    [Fact]
    public async Task End_MayBeLeftOut_AfterAnEntry_AndNowhereElse()
    {
        var tar = Tar(TarEntryFormat.Pax, 0);

        Assert.Equal(Expected, await ReadAsync(tar));
        Assert.Equal(Expected, await ReadAsync(tar[..^Block]));
        Assert.Equal(Expected, await ReadAsync(tar[..^(2 * Block)]));
        foreach (var cut in (int[])[1, Block, Block + 1, 3 * Block])
            await Assert.ThrowsAsync<ArtifactRefusedException>(() => ArtifactContent.OfAsync(tar[..^((2 * Block) + cut)], ArchiveKind.Tar, ArchiveLimits.Default, Token));
    }

    [Theory]
    [InlineData("ustar  ", 136)]
    [InlineData("ustar  ", 345)]
    [InlineData("", 136)]
    public async Task Time_BeyondTheYear9999_IsNone(string magic, int at)
    {
        var late = Entry("late", '0', "x"u8.ToArray(), magic, header => ((byte[])[0x80, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0]).CopyTo(header, at));

        Assert.Equal(["late=1"], await ReadAsync([.. late, .. new byte[2 * Block]]));
    }

    [Theory]
    [InlineData("mtime=35184372088832")]
    [InlineData("atime=99999999999999999999.5")]
    [InlineData("ctime=-62135596801")]
    public async Task Time_OfAttributes_IsNone(string attribute)
    {
        var record = Encoding.ASCII.GetBytes($"{attribute.Length + 4} {attribute}\n");
        byte[] tar = [.. Entry("x", 'x', record, "ustar\000", _ => { }), .. Entry("late", '0', "x"u8.ToArray(), "ustar\000", _ => { }), .. new byte[2 * Block]];

        Assert.Equal(["late=1"], await ReadAsync(tar));
    }

    [Fact]
    public async Task Folder_OfTheSeventhEdition_IsKnownByItsSlash()
    {
        byte[] tar = [.. Entry("d/", '\0', [], "", _ => { }), .. Entry("d/x", '\0', "abc"u8.ToArray(), "", _ => { }), .. new byte[2 * Block]];

        var content = await ArtifactContent.OfAsync(tar, ArchiveKind.Tar, ArchiveLimits.Default, Token);

        Assert.Equal(["Folder ", "File x"], await content.ItemsAsync(Token).Select(item => $"{item.Kind} {item.Name}").ToArrayAsync(Token));
    }

    [Fact]
    public async Task LineFeeds_InNames_AreNoEndsOfRecords()
    {
        using var bytes = new MemoryStream();
        await using (var writer = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "\u00fc\nx") { DataStream = new MemoryStream("abc"u8.ToArray()) }, Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "\u00fc\nx" }, Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "\n\u00fc") { LinkName = "\u00fc\nx" }, Token);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "last"), Token);
        }

        bytes.Position = 0;
        var items = await TarItems.ReadAsync(bytes, onlyContent: true, Token).Select(item => (item.Kind, item.Name, item.Target, item.Length)).ToArrayAsync(Token);

        Assert.Equal(
            [(ArchiveItemKind.File, "\u00fc\nx", "", 3), (ArchiveItemKind.Link, "link", "\u00fc\nx", 0), (ArchiveItemKind.HardLink, "\n\u00fc", "\u00fc\nx", 0), (ArchiveItemKind.File, "last", "", 0L)], items);
    }

    [Fact]
    public async Task LineFeeds_InAttributes_AreNoEndsOfRecords()
    {
        // As a container engine gives a file's capabilities.
        byte[] record = [.. "45 SCHILY.xattr.security.capability="u8, 1, 10, 0xff, 10, 0, 10, 10, 2, .. "\n"u8];
        byte[] tar = [.. Entry("x", 'x', [.. record, .. "10 size=1\n"u8], "ustar\000", _ => { }), .. Entry("able", '0', "x"u8.ToArray(), "ustar\000", _ => { }), .. new byte[2 * Block]];

        Assert.Equal(45, record.Length);
        Assert.Equal(["able=1"], await ReadAsync(tar));
    }

    private static byte[] Entry(string name, char type, byte[] content, string magic, Action<byte[]> change)
    {
        var entry = new byte[Block + ((content.Length + Block - 1) / Block * Block)];
        foreach (var (text, at) in ((string, int)[])[(name, 0), ("0000644", 100), ("0000000", 108), ("0000000", 116), (Convert.ToString(content.Length, 8).PadLeft(11, '0'), 124), ("00000000000", 136), ("        ", 148), (type.ToString(), 156), (magic, 257)])
            Encoding.ASCII.GetBytes(text).CopyTo(entry, at);
        change(entry);
        Encoding.ASCII.GetBytes(Convert.ToString(entry[..Block].Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(entry, 148);
        content.CopyTo(entry, Block);
        return entry;
    }

    private static string[] Expected => [$"{new string('l', 120)}=10", "small=1", "empty=0", "large=100000"];

    private static byte[] Tar(TarEntryFormat format, int owner)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, format, leaveOpen: true))
        {
            foreach (var entry in Expected.Select(text => text.Split('=')))
            {
                PosixTarEntry file = format == TarEntryFormat.Pax ? new PaxTarEntry(TarEntryType.RegularFile, entry[0]) : new GnuTarEntry(TarEntryType.RegularFile, entry[0]);
                file.Uid = file.Gid = owner;
                file.DataStream = new MemoryStream(new byte[int.Parse(entry[1], System.Globalization.CultureInfo.InvariantCulture)]);
                tar.WriteEntry(file);
            }
        }

        return bytes.ToArray();
    }

    // .NET writes no such number itself.
    private static void Enlarge(byte[] tar, TarEntryFormat format)
    {
        var found = 0;
        for (var at = 0; at < tar.Length - 14; at++)
        {
            var rest = tar.AsSpan(at);
            if (rest.StartsWith("id=2147483647"u8))
                "id=3000000000"u8.CopyTo(rest);
            else if (format == TarEntryFormat.Gnu && rest.StartsWith((byte[])[0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]) && at % Block is 108 or 116)
                rest[4] = 0xff;
            else
                continue;
            found++;
            if (format != TarEntryFormat.Gnu)
                continue;
            var header = tar.AsSpan(at / Block * Block, Block);
            header[148..156].Fill((byte)' ');
            var sum = 0;
            foreach (var b in header)
                sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        }

        Assert.Equal(8, found);
    }

    private static async Task<string[]> ReadAsync(byte[] tar)
    {
        var files = new List<string>();
        await foreach (var item in TarItems.ReadAsync(new MemoryStream(tar), onlyContent: true, Token))
        {
            var bytes = 0;
            var buffer = new byte[1000];
            while (await item.Content.ReadAsync(buffer, Token) is var read and > 0)
                bytes += read;
            Assert.Equal(item.Length, bytes);
            files.Add($"{item.Name}={bytes}");
        }

        return [.. files];
    }
}
