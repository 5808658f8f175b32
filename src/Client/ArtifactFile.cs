namespace Fleet.Client;

/// <summary>An artifact that is read: its bytes as they are stored, a folder as a compressed tar. Dispose it when it is read.</summary>
/// <param name="name">Name of the file.</param>
/// <param name="content">Its bytes.</param>
/// <param name="close">What is closed with it; null: nothing.</param>
public sealed class ArtifactFile(string name, Stream content, IDisposable? close = null) : IAsyncDisposable
{
    /// <summary>Name of the file, without folders.</summary>
    public string Name { get; } = name;

    /// <summary>Its bytes.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        close?.Dispose();
    }
}
