using System.Text;

namespace Fleet.Workflows.Engine;

/// <summary>A large text of a workflow (parameter, result, script), stored once beside the records that name it by its digest.</summary>
/// <param name="Sha256">SHA-256 of its UTF-8, 64 lower-case hexadecimal digits.</param>
/// <param name="Text">The text.</param>
public sealed record StoredValue(string Sha256, string Text)
{
    /// <summary>The text.</summary>
    public string Text
    {
        get;
        init
        {
            field = value;
            Bytes = Encoding.UTF8.GetByteCount(value);
        }
    }
    = Text;

    /// <summary>Its size as UTF-8.</summary>
    public long Bytes { get; private init; } = Encoding.UTF8.GetByteCount(Text);
}
