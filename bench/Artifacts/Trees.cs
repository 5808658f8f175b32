using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Storage;
using Azure.Storage.Blobs;
using Fleet.Artifacts.Archives;
using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Bench;

/// <summary>A folder of many small files that is not packed: stored as a worker stores it, and read as it is loaded.</summary>
internal sealed class Trees(IArtifactStore store, string folder, int files)
{
    private const int FileBytes = 2048;

    /// <summary>A bucket, or a container of Azure, of its own.</summary>
    /// <param name="server"><c>http://KEY:SECRET@HOST:PORT</c>.</param>
    /// <param name="azure">It speaks Azure's protocol, not S3.</param>
    /// <param name="at">Where it is reached.</param>
    public static async Task<IArtifactStore> OpenAsync(Uri server, bool azure, Uri at)
    {
        var (keys, name) = (server.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray(), $"fleet-bench-{Guid.NewGuid():N}");
        if (azure)
        {
            var account = new Uri($"{server.Scheme}://{server.Authority}/{keys[0]}/{name}");
            await new BlobContainerClient(account, new StorageSharedKeyCredential(keys[0], keys[1]), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02)).CreateAsync();
        }

        JsonObject Secret(int key) => new() { ["name"] = "keys", ["key"] = key.ToString(CultureInfo.InvariantCulture) };
        var place = azure
            ? new JsonObject { ["azure"] = new JsonObject { ["endpoint"] = new Uri(at, keys[0]).AbsoluteUri, ["container"] = name, ["accountKeySecret"] = Secret(1) } }
            : new JsonObject { ["s3"] = new JsonObject { ["endpoint"] = at.Authority, ["bucket"] = name, ["insecure"] = true, ["createBucketIfNotPresent"] = new JsonObject(), ["accessKeySecret"] = Secret(0), ["secretKeySecret"] = Secret(1) } };
        return new ArtifactPlaces(null, TimeProvider.System).Open(place.ToJsonString(), (_, key) => keys[int.Parse(key, CultureInfo.InvariantCulture)]);
    }

    public async Task WriteAsync()
    {
        for (var file = 0; file < files; file++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{file % 50:00}/{file:000000}"));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, new byte[FileBytes]);
        }
    }

    public Task StoreAsync(string key) => new ArtifactSaver(store).SavePathAsync(folder, key, ArchiveKind.None, CancellationToken.None);

    public async Task LoadAsync(string key)
    {
        var (found, buffer) = (0, new byte[FileBytes + 1]);
        var content = await ArtifactContent.OpenAsync(store, key, ArchiveKind.None, ArchiveLimits.Default, CancellationToken.None) ?? throw new InvalidOperationException($"nothing is stored under '{key}'");
        await foreach (var item in content.ItemsAsync(CancellationToken.None))
        {
            if (item.Kind == ArchiveItemKind.File && await item.Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false) == FileBytes)
                found++;
        }

        if (found != files)
            throw new InvalidOperationException($"{found} of {files} files came back");
    }
}
