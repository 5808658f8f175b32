namespace Fleet.Worker.Execution;

/// <summary>What an input artifact is.</summary>
internal enum PodInputKind
{
    /// <summary>A file, or what is put like one (a link).</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,
}
