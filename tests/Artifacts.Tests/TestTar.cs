using System.Formats.Tar;

namespace Fleet.Artifacts.Tests;

/// <summary>What a container engine copies out.</summary>
internal static class TestTar
{
    /// <summary>The folder of the first file, and files that have their names as content.</summary>
    public static Stream Of(params string[] files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, files[0].Split('/')[0] + "/"));
            foreach (var file in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file)) });
        }

        bytes.Position = 0;
        return bytes;
    }
}
