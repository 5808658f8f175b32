using Azure;
using Azure.Core;
using Azure.Storage;
using Fleet.Artifacts.AzureBlob;

namespace Fleet.Artifacts.Tests;

/// <summary>Which account an endpoint means, and who the process is for it.</summary>
public sealed class AzureCredentialTests
{
    private const string Key = "a2V5";

    [Theory]
    [InlineData("https://myaccount.blob.core.windows.net", "myaccount", "https://myaccount.blob.core.windows.net/c%20c/a%20b/%C3%BC")]
    [InlineData("https://myaccount.blob.core.windows.net/", "myaccount", "https://myaccount.blob.core.windows.net/c%20c/a%20b/%C3%BC")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1", "devstoreaccount1", "http://127.0.0.1:10000/devstoreaccount1/c%20c/a%20b/%C3%BC")]
    [InlineData("http://azurite:9000/fleet/", "fleet", "http://azurite:9000/fleet/c%20c/a%20b/%C3%BC")]
    [InlineData("https://files.example.com", "files", "https://files.example.com/c%20c/a%20b/%C3%BC")]
    public void Endpoint_NamesTheAccount(string endpoint, string account, string address)
    {
        var options = Options(endpoint) with { Container = "c c" };

        Assert.Equal(account, options.Account);
        Assert.Equal(address, options.AddressOf("a b/ü").AbsoluteUri);
    }

    [Fact]
    public void Given_IsAKeyOrASignature()
    {
        Assert.Equal("myaccount", Assert.IsType<StorageSharedKeyCredential>(AzureCredentials.Of(Options() with { AccountKey = Key }, Nothing)).AccountName);
        Assert.Equal("sv=1&sig=x", Assert.IsType<AzureSasCredential>(AzureCredentials.Of(Options() with { AccountKey = "?sv=1&sig=x" }, Nothing)).Signature);
        var error = Assert.Throws<ArtifactRefusedException>(() => AzureCredentials.Of(Options() with { AccountKey = "no base64!" }, Nothing));
        Assert.Contains("neither base64 nor", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no base64!", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OwnKey_IsForItsAccountOnly()
    {
        Assert.IsType<StorageSharedKeyCredential>(AzureCredentials.Of(Options("http://host/mine"), Own));
        Assert.Throws<ArtifactRefusedException>(() => AzureCredentials.Of(Options("http://host/other"), Own));
        static string? Own(string name) => name switch { "AZURE_STORAGE_ACCOUNT" => "mine", "AZURE_STORAGE_KEY" => Key, _ => null };
    }

    [Theory]
    [InlineData("https://a.blob.core.windows.net", true)]
    [InlineData("https://a.z01.blob.storage.azure.net", true)]
    [InlineData("http://a.blob.core.windows.net", false)]
    [InlineData("https://a.blob.core.windows.net.example.com", false)]
    [InlineData("https://exampleblob.core.windows.net", false)]
    [InlineData("https://127.0.0.1/a", false)]
    public void Tokens_GoToAzuresOwnHostsOnly(string endpoint, bool token)
    {
        if (token)
            Assert.IsAssignableFrom<TokenCredential>(AzureCredentials.Of(Options(endpoint), Nothing));
        else
            Assert.Contains("accountKeySecret", Assert.Throws<ArtifactRefusedException>(() => AzureCredentials.Of(Options(endpoint), Nothing)).Message, StringComparison.Ordinal);
    }

    private static string? Nothing(string name) => null;

    private static AzureStoreOptions Options(string endpoint = "https://myaccount.blob.core.windows.net") => new() { Endpoint = new Uri(endpoint), Container = "c" };
}
