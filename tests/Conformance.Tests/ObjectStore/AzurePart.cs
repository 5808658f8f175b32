using Azure.Storage;
using Azure.Storage.Blobs;
using Fleet.Artifacts.AzureBlob;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.ObjectStore;

/// <summary>The Azure Blob Storage of the tests.</summary>
internal static class AzurePart
{
    private static readonly string Run = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Address of the account; skips the test where there is none.</summary>
    public static string Endpoint => $"{Server.Scheme}://{Server.Authority}/{Server.UserInfo.Split(':')[0]}";

    /// <summary>Name of a namespace's container.</summary>
    public static string Container(string space) => $"{space}-{Run}";

    /// <summary>Makes a namespace's container.</summary>
    public static async Task<AzureStoreOptions> CreateAsync(string space, CancellationToken cancellationToken)
    {
        var options = new AzureStoreOptions { Endpoint = new Uri(Endpoint), Container = Container(space), AccountKey = Uri.UnescapeDataString(Server.UserInfo.Split(':')[1]) };
        var client = new BlobContainerClient(new Uri($"{Endpoint}/{options.Container}"), new StorageSharedKeyCredential(options.Account, options.AccountKey), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02));
        await client.CreateAsync(cancellationToken: cancellationToken);
        return options;
    }

    private static Uri Server => new(Part.Named("FLEET_TEST_AZURE"));
}
