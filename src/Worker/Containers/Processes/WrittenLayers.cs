using Fleet.Artifacts;

namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// The files of a task as it saw them, read from outside: its written layers over the host's folders. Every component of a path is resolved here, links from the task's own root on,
/// so that nothing leads out; what the task did not write is refused, since a link to it may be meant for something else.
/// </summary>
internal sealed class WrittenLayers
{
    private const int LinkLimit = 40; // as the kernel's

    private const int LongestShown = 200;

    // What bytes that are not UTF-8 are read as.
    private const char Lost = '\uFFFD';

    private readonly List<Layer> _layers;

    /// <param name="layers">Mount points in the order in which they were mounted, the root first: what comes later covers what lies below it.</param>
    public WrittenLayers(IEnumerable<Layer> layers)
    {
        _layers = [];
        foreach (var layer in layers)
        {
            _layers.RemoveAll(other => IsIn(other.At, layer.At));
            _layers.Add(layer);
        }

        _layers.Sort((one, other) => other.At.Length.CompareTo(one.At.Length));
    }

    /// <summary>A file, or a folder with all that the task wrote in it, in whichever mount: each after the folder that it is in, in the order of their names. Null: it is not there.</summary>
    /// <exception cref="InvalidDataException">It is there, and the task did not write it.</exception>
    /// <exception cref="ArtifactRefusedException">While it is read: something in it has a name or path that cannot be said.</exception>
    public IEnumerable<WrittenFile>? Tree(string path) => Find(path) is var (at, real) ? Tree(at, new WrittenFile(Path.GetFileName(real), real)) : null;

    /// <summary>Where a file or folder of the task lies on the host; null: not there.</summary>
    /// <exception cref="InvalidDataException">It is there, and the task did not write it.</exception>
    public string? Resolve(string path) => Find(path)?.Real;

    private (string At, string Real)? Find(string path)
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
                case FileKind.Unreachable:
                    throw new InvalidDataException($"{path} cannot be reached: the path is too long, or a folder in it gives no right to it");
                case FileKind.File or FileKind.Other when rest.Count == 0:
                    at = next;
                    break;
                case var _ when SystemFolders.Have(next) && LayerOf(next).Upper is null:
                    throw SystemFolders.NothingLeft(path);
                default:
                    return null;
            }
        }

        var found = Look(at);
        if (found.Kind == FileKind.Other)
            throw new InvalidDataException($"{path} is a device, socket or pipe");
        return found.Written ? (at, found.Real)
            : throw new InvalidDataException($"{path}{(at == path ? "" : $" is {at}, which")} was not written by the task, or lies where nothing is left at its end (/dev/shm, a mount that is read-only); write outputs to /tmp, say");
    }

    private IEnumerable<WrittenFile> Tree(string at, WrittenFile file)
    {
        yield return file;
        if (Native.KindOf(file.Real) != FileKind.Folder)
            yield break;
        foreach (var name in NamesIn(at))
        {
            var inner = at == "/" ? "/" + name : at + "/" + name;
            var (kind, real, written) = Look(inner);
            if (kind == FileKind.Unreachable)
                throw new ArtifactRefusedException($"'{Shown(inner)}' cannot be reached: its path is too long ({inner.Length} characters), or a folder in it gives no right to it; move it up, or give the right (chmod u+rx)");
            if (name.Contains(Lost, StringComparison.Ordinal))
                throw new ArtifactRefusedException($"the name of '{Shown(inner)}' is not UTF-8 as names in artifacts must be; name the file otherwise");
            // A folder of the host that a mount lies in; what is neither file, folder nor link has no content.
            if ((written && kind is (FileKind.File or FileKind.Link)) || (kind == FileKind.Folder && (written || MountsIn(inner).Any())))
            {
                foreach (var below in Tree(inner, new WrittenFile(file.Name + "/" + name, real)))
                    yield return below;
            }
        }
    }

    // What was written in a folder, and where something is mounted in it.
    private IEnumerable<string> NamesIn(string at)
    {
        var layer = LayerOf(at);
        var upper = layer.Upper is null ? null : Path.Combine(layer.Upper, InnerOf(layer, at));
        var written = upper is not null && Native.KindOf(upper) == FileKind.Folder ? Directory.EnumerateFileSystemEntries(upper).Select(path => Path.GetFileName(path)) : [];
        var below = at == "/" ? 1 : at.Length + 1;
        return written.Concat(MountsIn(at).Select(mount => mount.At[below..].Split('/', 2)[0])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    // Those with something of the task's in them.
    private IEnumerable<Layer> MountsIn(string at) => _layers.Where(layer => layer.At != at && IsIn(layer.At, at) && layer.Upper is not null && (layer.Lower is null || Directory.EnumerateFileSystemEntries(layer.Upper).Any()));

    private static bool IsIn(string path, string at) => at == "/" || path == at || path.StartsWith(at + "/", StringComparison.Ordinal);

    private Layer LayerOf(string path) => _layers.First(layer => IsIn(path, layer.At));

    private static string InnerOf(Layer layer, string path) => layer.At == "/" ? path[1..] : path[layer.At.Length..].TrimStart('/');

    private (FileKind Kind, string Real, bool Written) Look(string path)
    {
        var layer = LayerOf(path);
        var inner = InnerOf(layer, path);
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

    private static string Shown(string path) => path.Length <= LongestShown ? path : path[..LongestShown] + "...";

    private static string ParentOf(string path) => path.LastIndexOf('/') is var end and > 0 ? path[..end] : "/";
}

/// <summary>A mount point of a task.</summary>
/// <param name="At">Where.</param>
/// <param name="Upper">Folder that took what was written; null: nothing of it is left.</param>
/// <param name="Lower">What shows through; null: nothing.</param>
internal sealed record Layer(string At, string? Upper, string? Lower);

/// <summary>A file, folder or link that a task wrote.</summary>
/// <param name="Name">From the top of a tree on; that of its top is its last part, where it lies.</param>
/// <param name="Real">Where it lies on the host.</param>
internal sealed record WrittenFile(string Name, string Real);
