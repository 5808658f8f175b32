namespace Fleet.Workflows.Engine;

/// <summary>Paths of artifacts in containers.</summary>
public static class ArtifactPaths
{
    /// <summary>The shortest path that leads to the same place, without the links on its way (Go's <c>path.Clean</c>, as Argo does with <c>path</c>); one that is not absolute stays so.</summary>
    public static string Clean(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = new List<string>();
        var rooted = path.StartsWith('/');
        foreach (var part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".." || !rooted)
                parts.Add(part);
        }

        return (rooted ? "/" : "") + string.Join('/', parts);
    }
}
