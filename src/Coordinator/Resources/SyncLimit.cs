using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fleet.Coordinator.Resources;

/// <summary>The manifest of a limit for semaphores that stands in the database.</summary>
public static class SyncLimit
{
    /// <summary>Writes it.</summary>
    /// <param name="limit">How many may hold the semaphore at a time.</param>
    public static ReadOnlyMemory<byte> Write(int limit) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"limit":{{limit}}}"""));

    /// <summary>Reads it.</summary>
    /// <param name="manifest">The manifest.</param>
    public static int Read(ReadOnlyMemory<byte> manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        return document.RootElement.GetProperty("limit"u8).GetInt32();
    }
}
