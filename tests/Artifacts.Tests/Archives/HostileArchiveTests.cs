using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Fleet.Artifacts.Archives;

namespace Fleet.Artifacts.Tests.Archives;

/// <summary>Archives made to leave the place where they are unpacked, or to fill it: refused with a sentence, nothing written.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-hostile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Tars => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Tars))]
    public async Task Tar_Hostile_IsRefused_AndNothingIsWritten(string name) => await RefusesAsync(Compressed(Corpus[name]()), ArchiveKind.Detect);

    [Theory]
    [InlineData("/etc/cron.d/x", 0x81A4)]
    [InlineData("../outside", 0x81A4)]
    [InlineData("a/../../outside", 0x81A4)]
    [InlineData("dir/fifo", 0x11A4)]
    [InlineData("dir/device", 0x61A4)]
    [InlineData("dir/link", 0xA1FF)]
    public async Task Zip_Hostile_IsRefused_AndNothingIsWritten(string name, int attributes)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = attributes << 16;
            using var content = entry.Open();
            content.Write("../../outside"u8);
        }

        await RefusesAsync(bytes.ToArray(), ArchiveKind.Zip);
    }

    // Said to be UTF-8: two such names would become one.
    [Fact]
    public async Task Zip_WithNamesThatAreNotUtf8AsTheySay_IsRefused()
    {
        var packed = Zipped(Encoding.UTF8, "d/\u00e4x.txt", "d/\u00f6x.txt");
        for (var at = packed.AsSpan().IndexOf((byte)0xC3); at >= 0; at = packed.AsSpan().IndexOf((byte)0xC3))
            packed[at] = 0xFF;

        await RefusesAsync(packed, ArchiveKind.Zip);
    }

    // The one as Windows packs it, the other in UTF-8 without the mark of it.
    [Fact]
    public async Task Zip_WithOneNameInTwoCodes_IsRefused()
    {
        var packed = Zipped(Encoding.Latin1, "\u0084", "\u00c3\u00a4");

        await RefusesAsync(packed, ArchiveKind.Zip);
    }

    private static byte[] Zipped(Encoding names, params string[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true, names))
        {
            foreach (var file in files)
                zip.CreateEntry(file);
        }

        return bytes.ToArray();
    }

    // Half an upload, a full disk: at the seam of two entries nothing else tells it from an archive without an end.
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(8)]
    public async Task Tgz_ThatIsCutOff_IsRefused(int bytes)
    {
        using var tgz = new MemoryStream();
        var seam = 0L;
        using (var gzip = new GZipStream(tgz, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Tar(archive => archive.WriteEntry(File("a", new byte[1024]))).AsSpan(0, 1536));
            gzip.Flush();
            seam = tgz.Length;
            gzip.Write(Tar(archive => archive.WriteEntry(File("b", new byte[1024]))));
        }

        var whole = tgz.ToArray();
        Assert.NotNull(await ArtifactContent.OfAsync(whole, ArchiveKind.Tar, ArchiveLimits.Default, TestContext.Current.CancellationToken));

        await RefusesAsync(whole[..(bytes == 0 ? (int)seam : whole.Length - bytes)], ArchiveKind.Tar);
    }

    // Stored, so that one byte of the content is one byte of the archive; deflated, the stream itself is seldom broken by it.
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public async Task Archives_WhoseChecksumIsNotThatOfTheirContent_AreRefused(CompressionLevel level)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("file", level).Open();
            content.Write("money=1000000"u8);
        }

        using var tgz = new MemoryStream();
        using (var gzip = new GZipStream(tgz, level, leaveOpen: true))
            gzip.Write(Tar(tar => tar.WriteEntry(File("file", "money=1000000"u8.ToArray()))));
        var (zipped, packed) = (bytes.ToArray(), tgz.ToArray());
        Assert.NotNull(await ArtifactContent.OfAsync(zipped, ArchiveKind.Zip, ArchiveLimits.Default, TestContext.Current.CancellationToken));
        Assert.NotNull(await ArtifactContent.OfAsync(packed, ArchiveKind.Tar, ArchiveLimits.Default, TestContext.Current.CancellationToken));

        // The sums of the zip lie in its directory, that of gzip before the length, at the end.
        zipped[zipped.AsSpan().IndexOf("PK\u0001\u0002"u8) + 16] ^= 1;
        packed[^8] ^= 1;
        await RefusesAsync(zipped, ArchiveKind.Zip);
        await RefusesAsync(packed, ArchiveKind.Tar);
    }

    [Fact]
    public async Task Zip_WithAPassword_IsRefusedForIt()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry("file").Open();
            content.Write("secret"u8);
        }

        var packed = bytes.ToArray();
        packed[6] |= 1;
        packed[packed.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(() => ArtifactContent.OfAsync(packed, ArchiveKind.Zip, ArchiveLimits.Default, TestContext.Current.CancellationToken));

        Assert.Contains("'file' with a password", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bombs_AreRefused()
    {
        var many = Compressed(Tar(tar =>
        {
            for (var i = 0; i < 50; i++)
                tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, $"d{i}/"));
        }));
        var large = Compressed(Tar(tar => tar.WriteEntry(File("zeros", new byte[4_000_000]))));

        await RefusesAsync(many, ArchiveKind.Tar, new ArchiveLimits(Entries: 49));
        await RefusesAsync(large, ArchiveKind.Tar, new ArchiveLimits(Bytes: 3_999_999));
        await RefusesAsync(large, ArchiveKind.Tar, new ArchiveLimits(RatioFrom: 1_000_000, Ratio: 100));
        Assert.NotNull(await ArtifactContent.OfAsync(large, ArchiveKind.Tar, ArchiveLimits.Default, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.Zip)]
    public async Task Archive_ThatIsNone_OrBreaksOff_IsRefused(ArchiveKind kind)
    {
        await RefusesAsync(Encoding.UTF8.GetBytes(new string('x', 3000)), kind);
        if (kind == ArchiveKind.Tar)
            await RefusesAsync(Compressed(Tar(tar => tar.WriteEntry(File("f", new byte[100_000]))))[..60], kind);
    }

    private static readonly Dictionary<string, Func<byte[]>> Corpus = new(StringComparer.Ordinal)
    {
        ["absolute name"] = () => Tar(tar => tar.WriteEntry(File("/etc/passwd"))),
        ["name longer than a path"] = () => Tar(tar => tar.WriteEntry(File(string.Concat(Enumerable.Repeat("a/", 50_000)) + "f"))),
        ["link longer than a path"] = () => Tar(tar => { tar.WriteEntry(File("one")); tar.WriteEntry(Link("l", string.Concat(Enumerable.Repeat("a/", 50_000)) + "f")); }),
        ["parent"] = () => Tar(tar => tar.WriteEntry(File("../outside"))),
        ["parent in the middle"] = () => Tar(tar => tar.WriteEntry(File("a/b/../../../outside"))),
        ["parent with dots"] = () => Tar(tar => tar.WriteEntry(File("./a/./../../outside"))),
        ["absolute link"] = () => Tar(tar => tar.WriteEntry(Link("dir/link", "/etc"))),
        ["link to the parent"] = () => Tar(tar => tar.WriteEntry(Link("dir/link", "../../outside"))),
        ["link beside the only folder"] = () => Tar(tar => { tar.WriteEntry(File("dir/f")); tar.WriteEntry(Link("dir/link", "../outside")); }),
        ["link with a hidden parent"] = () => Tar(tar => { tar.WriteEntry(File("one")); tar.WriteEntry(Link("dir/link", "x/../../../outside")); }),
        ["link through a link"] = () => Tar(tar => { tar.WriteEntry(File("one")); tar.WriteEntry(Link("x/up", "..")); tar.WriteEntry(Link("two", "x/up/../outside")); }),
        ["file behind a link"] = () => Tar(tar => { tar.WriteEntry(File("other")); tar.WriteEntry(Link("dir", ".")); tar.WriteEntry(File("dir/f")); }),
        ["hard link out"] = () => Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.HardLink, "h") { LinkName = "../../etc/passwd" })),
        ["absolute hard link"] = () => Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.HardLink, "h") { LinkName = "/etc/passwd" })),
        ["hard link to a link"] = () => Tar(tar => { tar.WriteEntry(File("one")); tar.WriteEntry(Link("a/b/l", "../..")); tar.WriteEntry(Hard("h", "a/b/l")); }),
        ["hard link through a link"] = () => Tar(tar => { tar.WriteEntry(File("one")); tar.WriteEntry(Link("l", "one")); tar.WriteEntry(new GnuTarEntry(TarEntryType.HardLink, "h") { LinkName = "l/x" }); }),
        ["hard link to a folder"] = () => Tar(tar => { tar.WriteEntry(File("d/f")); tar.WriteEntry(Hard("h", "d")); }),
        ["hard link to nothing"] = () => Tar(tar => { tar.WriteEntry(Hard("h", "f")); tar.WriteEntry(File("f")); }),
        ["file below a file"] = () => Tar(tar => { tar.WriteEntry(File("d/a")); tar.WriteEntry(File("d/a/b/c")); }),
        ["folder in the place of a file"] = () => Tar(tar => { tar.WriteEntry(File("d/a")); tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "d/a/")); }),
        ["file in the place of a folder"] = () => Tar(tar => { tar.WriteEntry(File("d/a/b")); tar.WriteEntry(File("d/a")); }),
        ["link in the place of a folder"] = () => Tar(tar => { tar.WriteEntry(File("d/a/b")); tar.WriteEntry(Link("d/a", "x")); }),
        ["character device"] = () => Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.CharacterDevice, "dev/mem") { DeviceMajor = 1, DeviceMinor = 1 })),
        ["block device"] = () => Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.BlockDevice, "dev/sda") { DeviceMajor = 8 })),
        ["sparse file, GNU"] = () => Changed(Tar(tar => tar.WriteEntry(File("holes"))), header => header[156] = (byte)'S'),
        ["sparse file, PAX"] = () => Tar(tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "GNUSparseFile.1/holes", [new("GNU.sparse.major", "1"), new("GNU.sparse.name", "holes")]) { DataStream = new MemoryStream([1]) })),
        ["name that is not UTF-8"] = () => Changed(Tar(tar => tar.WriteEntry(File("lat?"))), header => header[3] = 0xE9),
        ["link to what is not UTF-8"] = () => Changed(Tar(tar => tar.WriteEntry(Link("l", "lat?"))), header => header[160] = 0xE9),
        ["pipe"] = () => Tar(tar => tar.WriteEntry(new GnuTarEntry(TarEntryType.Fifo, "pipe"))),
    };

    private async Task RefusesAsync(byte[] archive, ArchiveKind kind, ArchiveLimits? limits = null)
    {
        var place = Path.Combine(_folder, "in/side");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);

        var error = await Assert.ThrowsAsync<ArtifactRefusedException>(async () =>
            await FolderOutput.WriteAsync(await ArtifactContent.OfAsync(archive, kind, limits ?? ArchiveLimits.Default, TestContext.Current.CancellationToken), place, TestContext.Current.CancellationToken));

        Assert.Contains("archive", error.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_folder, "in")], Directory.GetFileSystemEntries(_folder, "*", SearchOption.AllDirectories));
    }

    private static byte[] Tar(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Gnu, leaveOpen: true))
            write(tar);
        return bytes.ToArray();
    }

    // The first header, with its sum.
    private static byte[] Changed(byte[] tar, Action<byte[]> change)
    {
        change(tar);
        "        "u8.CopyTo(tar.AsSpan(148));
        Encoding.ASCII.GetBytes(Convert.ToString(tar.Take(512).Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
        return tar;
    }

    private static GnuTarEntry File(string name, byte[]? content = null) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content ?? "hostile"u8.ToArray()) };

    private static GnuTarEntry Hard(string name, string target) => new(TarEntryType.HardLink, name) { LinkName = target };

    private static GnuTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static byte[] Compressed(byte[] tar)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(tar);
        return bytes.ToArray();
    }
}
