using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>Artifacts as blobs of a container of Azure Blob Storage, each at its key as it is.</summary>
public sealed class AzureArtifactStore : IArtifactStore, IContentVersions
{
    // How accounts with a hierarchical namespace show folders: as empty blobs.
    private const string FolderMark = "hdi_isfolder";

    private readonly AzureStoreOptions _options;
    private readonly AzureClients _clients;
    private readonly PartSizes _sizes;
    private readonly SilenceLimit _silence;

    /// <param name="options">Which container, and how it is reached.</param>
    /// <param name="silence">How long the server may be silent; null: <see cref="SilenceLimit.Default"/>.</param>
    /// <exception cref="ArtifactRefusedException">There is no key for it, or it is none.</exception>
    public AzureArtifactStore(AzureStoreOptions options, SilenceLimit? silence = null)
        : this(options, PartSizes.Default, silence)
    {
    }

    internal AzureArtifactStore(AzureStoreOptions options, PartSizes sizes, SilenceLimit? silence = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clients = new AzureClients(options);
        _sizes = sizes;
        _silence = silence ?? SilenceLimit.Default;
    }

    /// <inheritdoc />
    public string Description => _options.ToString();

    /// <inheritdoc />
    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new PartSender(new AzureUpload(_clients.Blob(ArtifactKey.Checked(key)), At(key), _silence), _sizes).RunAsync(content, cancellationToken);
    }

    /// <inheritdoc />
    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => OpenAsync(key, new BlobDownloadOptions(), cancellationToken);

    /// <inheritdoc />
    public async Task<Stream?> OpenAsync(string key, ContentVersion version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(version);
        try
        {
            return await OpenAsync(key, new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(version.Tag) } }, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error) when (error.InnerException is RequestFailedException { Status: (int)System.Net.HttpStatusCode.PreconditionFailed })
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<ContentVersion?> VersionAsync(string key, CancellationToken cancellationToken) =>
        await PropertiesAsync(key, cancellationToken).ConfigureAwait(false) is { } found ? ContentVersion.Of(Description, key, found.ETag.ToString(), found.ContentLength) : null;

    /// <inheritdoc />
    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => await PropertiesAsync(key, cancellationToken).ConfigureAwait(false) is not null;

    private async Task<Stream?> OpenAsync(string key, BlobDownloadOptions options, CancellationToken cancellationToken)
    {
        var found = await FoundAsync(key, async token => (await _clients.Blob(ArtifactKey.Checked(key)).DownloadStreamingAsync(options, token).ConfigureAwait(false)).Value, cancellationToken).ConfigureAwait(false);
        if (found is not null && !IsFolder(found.Details.Metadata))
            return new RangedStream(Answer(found, isPart: false), found.Details.ContentLength, (from, token) => RestAsync(key, found.Details.ETag, from, token), AzureErrors.IsBroken, At(key), _silence);
        found?.Dispose();
        return null;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using var watch = _silence.Watch(cancellationToken);
        var blobs = _clients.Container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix }, watch.Token).GetAsyncEnumerator(watch.Token);
        await using (blobs.ConfigureAwait(false))
        {
            while (await AzureErrors.TryAsync(At(prefix), () => watch.WatchAsync(() => blobs.MoveNextAsync().AsTask()), cancellationToken).ConfigureAwait(false))
            {
                if (!IsFolder(blobs.Current.Metadata))
                    yield return new StoredObject(blobs.Current.Name, blobs.Current.Properties.ContentLength ?? 0);
            }
        }
    }

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        FoundAsync(key, token => _clients.Blob(ArtifactKey.Checked(key)).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: token), cancellationToken);

    private async Task<BlobProperties?> PropertiesAsync(string key, CancellationToken cancellationToken) =>
        await FoundAsync(key, async token => (await _clients.Blob(ArtifactKey.Checked(key)).GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false)).Value, cancellationToken).ConfigureAwait(false) is { } found
        && !IsFolder(found.Metadata) ? found : null;

    private async Task<ObjectAnswer> RestAsync(string key, ETag version, long from, CancellationToken cancellationToken)
    {
        var rest = new BlobDownloadOptions { Range = new HttpRange(from), Conditions = new BlobRequestConditions { IfMatch = version } };
        var found = await AzureErrors.TryAsync(At(key), () => CallAsync(token => _clients.Blob(key).DownloadStreamingAsync(rest, token), cancellationToken), cancellationToken).ConfigureAwait(false);
        return Answer(found.Value, isPart: found.GetRawResponse().Status == (int)System.Net.HttpStatusCode.PartialContent);
    }

    private static ObjectAnswer Answer(BlobDownloadStreamingResult found, bool isPart) => new(found, found.Content, isPart);

    private static bool IsFolder(IDictionary<string, string>? metadata) => metadata is not null && metadata.TryGetValue(FolderMark, out var value) && value == "true";

    private async Task<T?> FoundAsync<T>(string key, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException error) when (AzureErrors.IsNotThere(error))
        {
            return null;
        }
        catch (Exception error) when (AzureErrors.Meaning(At(key), error, cancellationToken) is { } meaning)
        {
            throw meaning;
        }
    }

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => _silence.CallAsync(watch => call(watch.Token), cancellationToken);

    private string At(string key) => $"{Description}, '{key}'";
}
