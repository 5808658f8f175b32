namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// The files of a task as it saw them, read from outside: its written layers over the host's folders. Every component of a path is resolved here, links from the task's own root on,
/// so that nothing leads out; what the task did not write is refused, since a link to it may be meant for something else.
/// </summary>
internal sealed class WrittenLayers
{
    private const int LinkLimit = 40; // as the kernel's

    private readonly List<Layer> _layers;

    /// <param name="layers">Mount points, the root among them.</param>
    public WrittenLayers(IEnumerable<Layer> layers) => _layers = [.. layers.OrderByDescending(layer => layer.At.Length)];

    /// <summary>Where a file or folder of the task lies on the host; null: not there.</summary>
    /// <exception cref="InvalidDataException">It is there, and the task did not write it.</exception>
    public string? Resolve(string path)
    {
        var at = "/";
        var rest = new Stack<string>();
        Push(rest, path);
        for (var links = 0; rest.TryPop(out var name);)
        {
            if (name == "..")
            {
                at = ParentOf(at);
                continue;
            }

            var next = at == "/" ? "/" + name : at + "/" + name;
            var (kind, real, _) = Look(next);
            switch (kind)
            {
                case FileKind.Link when links++ < LinkLimit:
                    var target = new FileInfo(real).LinkTarget ?? "";
                    if (target.StartsWith('/'))
                        at = "/";
                    Push(rest, target);
                    break;
                case FileKind.Link:
                    throw new InvalidDataException($"{path} leads through more than {LinkLimit} links");
                case FileKind.Folder:
                    at = next;
                    break;
                case FileKind.File or FileKind.Other when rest.Count == 0:
                    at = next;
                    break;
                default:
                    return null;
            }
        }

        var found = Look(at);
        if (found.Kind == FileKind.Other)
            throw new InvalidDataException($"{path} is a device, socket or pipe");
        return found.Written ? found.Real
            : throw new InvalidDataException($"{path}{(at == path ? "" : $" is {at}, which")} was not written by the task, or lies where nothing is left at its end (/dev/shm, a mount that is read-only); write outputs to /tmp, say");
    }

    private (FileKind Kind, string Real, bool Written) Look(string path)
    {
        var layer = _layers.First(layer => layer.At == "/" || path == layer.At || path.StartsWith(layer.At + "/", StringComparison.Ordinal));
        var inner = layer.At == "/" ? path[1..] : path[layer.At.Length..].TrimStart('/');
        if (layer.Upper is { } upper)
        {
            var real = Path.Combine(upper, inner);
            var kind = Native.KindOf(real);
            if (kind == FileKind.Whiteout || (kind == FileKind.Missing && (layer.Lower is null || IsCutOff(upper, inner))))
                return (FileKind.Missing, real, false);
            if (kind != FileKind.Missing)
                return (kind, real, true);
        }

        var below = layer.Lower is null ? path : Path.Combine(layer.Lower, inner);
        return (layer.Lower is null ? FileKind.Missing : Native.KindOf(below), below, false);
    }

    // A folder above it was removed, and perhaps made anew.
    private static bool IsCutOff(string upper, string inner)
    {
        var at = upper;
        foreach (var name in inner.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, name);
            switch (Native.KindOf(at))
            {
                case FileKind.Folder when Native.IsOpaque(at):
                    return true;
                case FileKind.Folder:
                    continue;
                case FileKind.Missing:
                    return false;
                default:
                    return true;
            }
        }

        return false;
    }

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").Reverse())
            rest.Push(name);
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var end and > 0 ? path[..end] : "/";
}

/// <summary>A mount point of a task.</summary>
/// <param name="At">Where.</param>
/// <param name="Upper">Folder that took what was written; null: nothing of it is left.</param>
/// <param name="Lower">What shows through; null: nothing.</param>
internal sealed record Layer(string At, string? Upper, string? Lower);
