using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>Clients of the Azure SDK for one container. They share their connections with all others of the process.</summary>
internal sealed class AzureClients
{
    private readonly Func<string, BlockBlobClient> _blob;

    /// <exception cref="ArtifactRefusedException">The key is none, or there is none.</exception>
    public AzureClients(AzureStoreOptions options)
    {
        // Not the newest version of the protocol: emulators and Azure Stack know this one too.
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02)
        {
            // For a connection that was idle for too long; who calls has the patience for more.
            Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(500), MaxDelay = TimeSpan.FromSeconds(5), NetworkTimeout = TimeSpan.FromMinutes(2) },
        };
        // Addresses are made here: the SDK's own way to them guesses from the port whether the account is part of the path.
        var container = options.ContainerAddress;
        switch (AzureCredentials.Of(options))
        {
            case StorageSharedKeyCredential key:
                Container = new BlobContainerClient(container, key, client);
                _blob = name => new BlockBlobClient(options.AddressOf(name), key, client);
                break;
            case AzureSasCredential signature:
                Container = new BlobContainerClient(container, signature, client);
                _blob = name => new BlockBlobClient(options.AddressOf(name), signature, client);
                break;
            case TokenCredential token:
                Container = new BlobContainerClient(container, token, client);
                _blob = name => new BlockBlobClient(options.AddressOf(name), token, client);
                break;
            case var other:
                throw new ArtifactRefusedException($"{options}: credentials of the kind {other} are not known");
        }
    }

    /// <summary>The container.</summary>
    public BlobContainerClient Container { get; }

    /// <summary>One blob of it.</summary>
    public BlockBlobClient Blob(string key) => _blob(key);
}
