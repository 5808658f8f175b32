using System.Text;
using Fleet.Contracts;
using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The texts of a task's work, which may mention large values of its workflow (<see cref="TaskText"/>).</summary>
internal sealed class WorkTexts(WorkScope scope)
{
    /// <summary>Bytes of UTF-8 of a text, with what it mentions.</summary>
    public long Bytes(string text) => TaskText.Bytes(text, scope.Value);

    /// <summary>A text with what it mentions.</summary>
    public string Whole(string text) => TaskText.Whole(text, scope.Value);

    /// <summary>A text as a content: its bytes, or where it mentions values, its pieces.</summary>
    public (byte[] Bytes, IReadOnlyList<ContentPart>? Parts) Content(string text)
    {
        if (!TaskText.MayMention(text))
            return (Encoding.UTF8.GetBytes(text), null);
        var parts = TaskText.Parts(text, scope.Value);
        if (parts.All(part => part.Value is null))
            return (Encoding.UTF8.GetBytes(text), null);
        return ([], [.. parts.Select(part => part.Value is { } value ? new ContentPart(null, new ValueReference(value.Sha256, value.Bytes)) : new ContentPart(Encoding.UTF8.GetBytes(part.Text!), null))]);
    }

    /// <summary>A text as a file.</summary>
    public FileWork File(string path, string text, int? mode = null)
    {
        var (bytes, parts) = Content(text);
        return (mode is { } bits ? new FileWork(path, bytes, bits) : new FileWork(path, bytes)) with { Parts = parts };
    }
}
