using System.Text;
using System.Text.Unicode;

namespace Fleet.Artifacts.Archives;

/// <summary>
/// The names of a zip's entries that lack the mark of UTF-8: UTF-8 all the same where they can be, as many archivers write them, else code page 437, as the format says (APPNOTE 6.3.10, 4.4.4
/// and appendix D) and Windows' Explorer nearly does. Each byte is a character of its own there, so that no two names become one.
/// </summary>
internal sealed class ZipNames : Encoding
{
    private static readonly Encoding Old = CodePagesEncodingProvider.Instance.GetEncoding(437) ?? throw new InvalidOperationException("code page 437 is not there");

    /// <summary>A name was of the code page: it may be that of a name in UTF-8, too.</summary>
    public bool HadOld { get; private set; }

    /// <summary>Text of bytes that are a name.</summary>
    public override string GetString(byte[] bytes, int index, int count) => Of(bytes.AsSpan(index, count)).GetString(bytes, index, count);

    public override int GetByteCount(char[] chars, int index, int count) => UTF8.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => UTF8.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => Of(bytes.AsSpan(index, count)).GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) => Of(bytes.AsSpan(byteIndex, byteCount)).GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => UTF8.GetMaxCharCount(byteCount);

    private Encoding Of(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return UTF8;
        HadOld = true;
        return Old;
    }
}
