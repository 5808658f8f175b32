using System.Globalization;
using System.Text;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Engine.Values;

namespace Fleet.Workflows.Status;

/// <summary>Large values in an object that is to be read: as many whole as there is room for, of the others their beginning and their size. Handed on, one value stands in many nodes.</summary>
/// <param name="room">Most characters of large values that are written whole.</param>
/// <param name="find">Finds a value that is mentioned.</param>
internal sealed class ShownValues(long room, Func<string, StoredValue?> find)
{
    private const int Kept = 256;

    private long _room = room;

    /// <summary>A value as it is written.</summary>
    public string Of(string value)
    {
        if (value.Length <= ValueTable.InlineLength)
            return value;
        if (value.Length > _room)
            return string.Create(CultureInfo.InvariantCulture, $"{value[..(char.IsHighSurrogate(value[Kept - 1]) ? Kept - 1 : Kept)]}... ({value.Length} characters: too large to be shown here)");
        _room -= value.Length;
        return value;
    }

    /// <summary>The value that a name stands for, as it is written.</summary>
    public string Named(string sha256) => find(sha256) is { } value ? Of(value.Text) : "... (too large to be shown here)";

    /// <summary>JSON with such values in it, or that mentions them.</summary>
    public string Json(string json) => json.Length <= ValueTable.InlineLength && !json.Contains("\\u001", StringComparison.Ordinal) ? json
        : Encoding.UTF8.GetString(ValueJson.Shorten(Encoding.UTF8.GetBytes(json), text => Of(TaskText.Whole(text, find))));
}
