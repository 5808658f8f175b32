using Azure.Storage;
using Azure.Storage.Blobs;
using Fleet.Artifacts.AzureBlob;

namespace Fleet.Artifacts.Tests;

/// <summary>The server that FLEET_TEST_AZURE names, <c>http://ACCOUNT:KEY@HOST:PORT</c>; signatures are checked there. Each test has a container of its own.</summary>
internal static class AzureServer
{
    private const string Variable = "FLEET_TEST_AZURE";

    /// <summary>Options for a container that is not made yet.</summary>
    public static AzureStoreOptions Options()
    {
        var server = Server();
        var user = server.UserInfo.Split(':');
        return new AzureStoreOptions { Endpoint = new Uri($"{server.Scheme}://{server.Authority}/{user[0]}"), Container = $"fleet-{Guid.NewGuid():N}", AccountKey = Uri.UnescapeDataString(user[1]) };
    }

    /// <summary>The SDK's own client of it.</summary>
    public static BlobContainerClient Client(AzureStoreOptions options) =>
        new(new Uri($"{options.Endpoint}/{options.Container}"), new StorageSharedKeyCredential(options.Account, options.AccountKey), new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02) { TrimBlobNameSlashes = false });

    private static Uri Server()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address)
            return new Uri(address);
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", $"{Variable} is not set: no Azure Blob Storage to test with.");
        throw new InvalidOperationException($"{Variable} is not set, and FLEET_TEST_REQUIRE=1 says that nothing may be left out.");
    }
}
