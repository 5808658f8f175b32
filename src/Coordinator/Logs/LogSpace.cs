using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Fleet.Contracts;

namespace Fleet.Coordinator.Logs;

/// <summary>Counts what is kept of each workflow's logs.</summary>
/// <param name="root">Folder of the logs.</param>
/// <param name="limit">Most bytes of one workflow.</param>
internal sealed class LogSpace(string root, long limit)
{
    private readonly ConcurrentDictionary<Guid, long> used = new();

    /// <summary>Takes room for some bytes.</summary>
    /// <returns>False: there is none any more.</returns>
    public bool Take(Guid workflow, int bytes)
    {
        used.GetOrAdd(workflow, uid => BytesOf(new DirectoryInfo(LogPaths.Workflow(root, uid))));
        return used.AddOrUpdate(workflow, bytes, (_, before) => before > limit ? before : before + bytes) <= limit;
    }

    /// <summary>Its logs are gone, or come to nothing more.</summary>
    public void Forget(Guid workflow) => used.TryRemove(workflow, out _);

    /// <summary>The line that stands where the rest of a stream is missing.</summary>
    public byte[] Note(LogChunk chunk) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"\n{LogLineText.Format(LogLineText.Parse(chunk.Bytes).Nanos)} [fleet: truncated: the logs of this workflow have more than {limit} bytes; what follows is not kept]\n"));

    /// <summary>Bytes of the logs below a folder; 0: it is not there.</summary>
    public static long BytesOf(DirectoryInfo folder) =>
        folder.Exists ? folder.EnumerateFiles("*.log", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
}
