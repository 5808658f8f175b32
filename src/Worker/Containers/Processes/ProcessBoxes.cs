using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Makes the folders that carry a container: layers, a /tmp of its own, its start script.</summary>
internal sealed class ProcessBoxes(ProcessFolder folder, ProcessRuntimeOptions options, TimeProvider time)
{
    private const string Fills = "fills";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Shared = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    private readonly ProcessVolumes _volumes = new(folder, options.HostPaths);
    private readonly string _hidden = RealPath(folder.FileOf("."));

    /// <summary>Makes everything that a start needs.</summary>
    /// <exception cref="ContainerRefusedException">The container asks for what cannot be.</exception>
    public async Task MakeAsync(string id, string box, Rung rung, ContainerSpec spec, CancellationToken cancellationToken)
    {
        var work = spec.Work;
        var workingFolder = string.IsNullOrEmpty(work.WorkingDir) ? "/" : work.WorkingDir;
        if (!workingFolder.StartsWith('/'))
            throw new ContainerRefusedException($"working directory \"{workingFolder}\" is not absolute; write it from the root, e.g. /tmp/work");
        var submounts = rung == Rung.Unprotected ? [] : HostMounts.Read(await File.ReadAllTextAsync("/proc/self/mountinfo", cancellationToken), _hidden, RealPath(Path.GetDirectoryName(box)!));
        var plan = new ProcessPlan
        {
            Id = id,
            Rung = rung,
            Bounds = CapabilityBounds(),
            Command = [.. work.Command ?? [], .. work.Args ?? []],
            Variables = work.Env,
            WorkingFolder = workingFolder,
            User = TaskUser.Of(work.User, rung, Environment.IsPrivilegedProcess),
            Submounts = submounts,
            Hidden = rung == Rung.Unprotected ? [] : [.. options.Hidden.Prepend(folder.FileOf(".")).Select(RealPath).Distinct()],
            // What lies in another one is mounted after it.
            Volumes = [.. work.Mounts.Select((mount, number) => _volumes.Of(mount, spec, rung, box, number)).OrderBy(volume => volume.Target.TrimEnd('/').Length)],
        };
        var script = StartScript.Of(plan);

        Directory.CreateDirectory(box, OwnerOnly);
        foreach (var name in (string[])["upper", "work", "root", "tmp"])
            Directory.CreateDirectory(Path.Combine(box, name));
        File.SetUnixFileMode(Path.Combine(box, "upper"), Readable);
        File.SetUnixFileMode(Path.Combine(box, "tmp"), Shared);
        if (rung == Rung.Overlay)
            MakeLayers(box, submounts);
        await ProcessVolumes.MakeAsync(spec, box, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(box, "start.sh"), script, cancellationToken);
        if (spec.VolumeLabels is not null)
            await File.WriteAllTextAsync(Path.Combine(box, Fills), "", cancellationToken);
        if (work.Files.Count > 0)
        {
            await using var archive = await FileArchive.WriteAsync(work.Files, time.GetUtcNow(), cancellationToken);
            await ProcessInputs.AddAsync(box, archive, cancellationToken);
        }
    }

    /// <summary>Where a container's files lie.</summary>
    public static WrittenLayers LayersOf(ProcessRecord record)
    {
        if (record.Rung == Rung.Unprotected)
            return new WrittenLayers([new Layer("/", "/", null)]);
        var mounts = Mounts(record).Select(mount => mount.Source switch
        {
            "-" => new Layer(mount.At, null, mount.At),
            // The source of a volume is absolute.
            var source => new Layer(mount.At, Path.Combine(record.Box, source), source.StartsWith("sub/", StringComparison.Ordinal) ? mount.At : null),
        });
        return new WrittenLayers(mounts.Prepend(new Layer("/", Path.Combine(record.Box, "upper"), record.Rung == Rung.Overlay ? "/" : null)));
    }

    /// <summary>What is copied in goes into its new volumes: it is not there to be started.</summary>
    public static bool FillsVolumes(ProcessRecord record) => File.Exists(Path.Combine(record.Box, Fills));

    private static void MakeLayers(string box, IReadOnlyList<string> submounts)
    {
        var layers = Directory.CreateDirectory(Path.Combine(box, "sub")).FullName;
        for (var number = 0; number < submounts.Count; number++)
        {
            // A mount of a single file has no layer: it is bound, read-only.
            if (!Directory.Exists(submounts[number]))
                continue;
            var upper = Path.Combine(layers, string.Create(CultureInfo.InvariantCulture, $"{number}.u"));
            Directory.CreateDirectory(upper);
            Directory.CreateDirectory(Path.ChangeExtension(upper, "w"));
            File.SetUnixFileMode(upper, File.GetUnixFileMode(submounts[number]));
        }
    }

    // As the sandbox has noted them.
    private static IEnumerable<(string Source, string At)> Mounts(ProcessRecord record)
    {
        var path = Path.Combine(record.Box, "mounts");
        return File.Exists(path)
            ? File.ReadAllText(path).Split('\0').Chunk(2).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))
            : [];
    }

    private static ulong CapabilityBounds()
    {
        const string Field = "CapBnd:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
    }

    // Links in it would lead the sandbox's own mounts elsewhere.
    private static string RealPath(string path)
    {
        var real = "/";
        foreach (var name in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, name);
            real = new FileInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : next;
        }

        return real;
    }
}
