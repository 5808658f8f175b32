using System.Text.Json;

namespace Fleet.Worker.Containers.Processes;

/// <summary>
/// The runtime's folder: <c>names/NAME</c> is a link that holds an id (it is made exclusively, so that of two creators one wins), <c>state/ID.*</c> are the record of a container and its
/// shim's files, <c>boxes/ID</c> its layers, <c>volumes/NAME</c> the named volumes, <c>claims/NAME</c> the labels of those that belong to claims, <c>aside/</c> volumes that are being removed.
/// </summary>
internal sealed class ProcessFolder
{
    private const int FileExists = 17; // EEXIST
    private const string Gone = "gone";
    private const UnixFileMode JustMade = (UnixFileMode)0b111_101_101;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root;

    /// <summary>Makes what is missing of it.</summary>
    public ProcessFolder(string root)
    {
        _root = root;
        foreach (var folder in (string[])[root, States, Names, Boxes, Volumes, Removed])
            Directory.CreateDirectory(folder, OwnerOnly);
        Id = $"{ReadId()}-{Environment.MachineName}";
    }

    /// <summary>Names this folder on this machine.</summary>
    public string Id { get; }

    public string States => Path.Combine(_root, "state");

    public string Boxes => Path.Combine(_root, "boxes");

    public string Volumes => Path.Combine(_root, "volumes");

    // Its name is that of a time when only claims had any.
    private string Labels => Path.Combine(_root, "claims");

    private string Removed => Path.Combine(_root, "aside");

    private string Names => Path.Combine(_root, "names");

    /// <summary>A file of the runtime itself.</summary>
    public string FileOf(string name) => Path.Combine(_root, name);

    /// <summary>What the names of a container's own files begin with.</summary>
    public string PrefixOf(string id) => Path.Combine(States, id);

    /// <summary>Path of a container's own file.</summary>
    public string StateOf(string id, string file) => $"{PrefixOf(id)}.{file}";

    /// <summary>Notes a new container.</summary>
    /// <returns>Null: done. Else the one that has the name.</returns>
    public ProcessRecord? Add(ProcessRecord record)
    {
        Write(record);
        while (true)
        {
            if (TryLink(record))
                return null;
            if (FindByName(record.Name) is { } holder)
            {
                File.Delete(StateOf(record.Id, "json"));
                return holder;
            }

            // What a removal or rename left when it was interrupted.
            File.Delete(LinkOf(record.Name));
        }
    }

    /// <summary>By id or name; null: not there.</summary>
    public ProcessRecord? Find(string idOrName) => FindById(idOrName) ?? FindByName(idOrName);

    /// <summary>All containers.</summary>
    public IEnumerable<ProcessRecord> All() => Directory.EnumerateFiles(States, "*.json").Select(path => FindById(Path.GetFileNameWithoutExtension(path))).OfType<ProcessRecord>();

    /// <summary>Gives a container another name.</summary>
    /// <returns>False: another one has it.</returns>
    public bool Rename(ProcessRecord record, string name)
    {
        var renamed = record with { Name = name };
        if (!TryLink(renamed))
            return FindByName(name)?.Id == record.Id;
        Write(renamed);
        File.Delete(LinkOf(record.Name));
        return true;
    }

    /// <summary>From here on the container is not found any more; what is left of it is to be cleared away.</summary>
    /// <returns>Null: it is gone altogether.</returns>
    public ProcessRecord? Hide(string id)
    {
        try
        {
            File.Move(StateOf(id, "json"), StateOf(id, Gone), overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Hidden before, or gone.
        }

        return Read(StateOf(id, Gone));
    }

    /// <summary>Ids of hidden containers that a dead process did not clear away.</summary>
    public IEnumerable<string> Hidden() => Directory.EnumerateFiles(States, "*." + Gone).Select(path => Path.GetFileNameWithoutExtension(path));

    /// <summary>Removes the files of a hidden container.</summary>
    public void Remove(ProcessRecord record)
    {
        if (new FileInfo(LinkOf(record.Name)).LinkTarget == record.Id)
            File.Delete(LinkOf(record.Name));
        foreach (var file in Directory.EnumerateFiles(States, record.Id + ".*").OrderBy(file => file.EndsWith(Gone, StringComparison.Ordinal)))
            File.Delete(file);
    }

    /// <summary>Makes a volume that every user of a task may write to, as to Kubernetes' empty directories; nobody else comes into the folder above.</summary>
    public void EnsureVolume(string name, IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > 0)
        {
            Directory.CreateDirectory(Labels, OwnerOnly);
            File.WriteAllLines(Path.Combine(Labels, name), labels.Select(label => $"{label.Key}={label.Value}"));
        }

        var folder = Path.Combine(Volumes, name);
        // One that is as it was made was left so by a process that died here; what tasks have made of its rights since stays.
        if (!Directory.Exists(folder) || File.GetUnixFileMode(folder) == JustMade)
            File.SetUnixFileMode(Directory.CreateDirectory(folder, JustMade).FullName, (UnixFileMode)0b111_111_111);
    }

    /// <summary>Takes a volume from under its name: another one may have that at once, and is empty.</summary>
    /// <returns>Where it lies now, to be removed; null: it is not there.</returns>
    public string? PutAside(string name)
    {
        var (volume, aside) = (Path.Combine(Volumes, name), Path.Combine(Removed, Guid.NewGuid().ToString("N")));
        try
        {
            // Without rights in it even its owner cannot move a folder.
            File.SetUnixFileMode(volume, File.GetUnixFileMode(volume) | OwnerOnly);
            Directory.Move(volume, aside);
            return aside;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What was put aside and is there still.</summary>
    public IReadOnlyList<string> Aside() => Directory.GetDirectories(Removed);

    /// <summary>A volume is gone.</summary>
    public void ForgetVolume(string name) => File.Delete(Path.Combine(Directory.CreateDirectory(Labels, OwnerOnly).FullName, name));

    /// <summary>Volumes that have labels.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Labels)> VolumeLabels()
    {
        foreach (var file in Directory.Exists(Labels) ? Directory.EnumerateFiles(Labels) : [])
        {
            if (LabelsIn(file) is { } labels)
                yield return (Path.GetFileName(file), labels);
        }
    }

    // Null: the volume is gone meanwhile.
    private static Dictionary<string, string>? LabelsIn(string file)
    {
        try
        {
            return File.ReadAllLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private ProcessRecord? FindById(string id) => id.Contains('/', StringComparison.Ordinal) ? null : Read(StateOf(id, "json"));

    private static ProcessRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ProcessRecordJson.Default.ProcessRecord) : null;
        }
        catch (FileNotFoundException)
        {
            // Removed meanwhile.
            return null;
        }
    }

    private ProcessRecord? FindByName(string name) =>
        !name.Contains('/', StringComparison.Ordinal) && new FileInfo(LinkOf(name)).LinkTarget is { } id && FindById(id) is { } record && record.Name == name ? record : null;

    // The first process to come makes it, whoever else comes at the same time.
    private string ReadId()
    {
        var path = FileOf("engine");
        if (new FileInfo(path).LinkTarget is { } known)
            return known;
        try
        {
            File.CreateSymbolicLink(path, Guid.NewGuid().ToString("N"));
        }
        catch (IOException e) when (e.HResult == FileExists)
        {
            // Another one made it meanwhile.
        }

        return new FileInfo(path).LinkTarget!;
    }

    private string LinkOf(string name) => Path.Combine(Names, name);

    private bool TryLink(ProcessRecord record)
    {
        try
        {
            File.CreateSymbolicLink(LinkOf(record.Name), record.Id);
            return true;
        }
        catch (IOException e) when (e.HResult == FileExists)
        {
            return false;
        }
    }

    private void Write(ProcessRecord record)
    {
        var path = StateOf(record.Id, "json");
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(record, ProcessRecordJson.Default.ProcessRecord));
        File.Move(path + ".new", path, overwrite: true);
    }
}
