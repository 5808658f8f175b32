using System.Text;
using System.Text.Unicode;

namespace Fleet.Cli.Commands;

/// <summary>The text of a manifest's bytes: UTF-8, or UTF-16 and UTF-32 that say so with a byte order mark. Nothing is replaced in silence.</summary>
internal static class ManifestBytes
{
    /// <summary>Reads the text.</summary>
    /// <param name="source">File name or the like, for the error.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="ManifestEncodingException">It is not valid UTF-8; the line is told.</exception>
    public static string Decode(string source, byte[] bytes)
    {
        if (!HasOtherMark(bytes) && !Utf8.IsValid(bytes))
        {
            var at = FirstInvalid(bytes);
            throw new ManifestEncodingException(source, bytes.AsSpan(0, at).Count((byte)'\n') + 1, $"not valid UTF-8 (byte 0x{bytes[at]:X2}): save the manifest as UTF-8.");
        }

        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    // UTF-32 in its usual order begins as UTF-16 does.
    private static bool HasOtherMark(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..];

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
