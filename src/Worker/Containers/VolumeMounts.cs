namespace Fleet.Worker.Containers;

/// <summary>What of a volume an engine can mount in a container.</summary>
public enum VolumeMounts
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The volume as a whole, as a folder.</summary>
    Folders,

    /// <summary>Also a single file or folder that lies in it.</summary>
    Files,
}
