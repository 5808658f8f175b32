namespace Fleet.Worker.Containers.Docker;

/// <summary>The parts of an image reference (https://pkg.go.dev/github.com/distribution/reference).</summary>
/// <param name="Registry">Host of the registry; <c>docker.io</c> when none is named.</param>
/// <param name="Name">Everything before tag and digest, as it was written.</param>
/// <param name="Tag">The tag or digest to ask for; <c>latest</c> without one.</param>
internal sealed record ImageReference(string Registry, string Name, string Tag)
{
    /// <summary>Registry of references that name none.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>Takes a reference apart. What is invalid is left for the engine to refuse.</summary>
    public static ImageReference Parse(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
            return new ImageReference(RegistryOf(image[..at]), image[..at], image[(at + 1)..]);
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/')
            ? new ImageReference(RegistryOf(image), image[..colon], image[(colon + 1)..])
            : new ImageReference(RegistryOf(image), image, "latest");
    }

    // The first part is a host if it could not be a path component of the Hub: a dot, a port, or "localhost".
    private static string RegistryOf(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            return DockerHub;
        var first = name[..slash];
        return first.AsSpan().ContainsAny('.', ':') || first == "localhost" ? first : DockerHub;
    }
}
