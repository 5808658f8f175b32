using Azure;
using Azure.Identity;
using Azure.Storage;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>Who the process is for a storage account.</summary>
internal static class AzureCredentials
{
    private const string AccountVariable = "AZURE_STORAGE_ACCOUNT";
    private const string KeyVariable = "AZURE_STORAGE_KEY";

    // Tokens go nowhere else: whoever names a place must not get those of the process.
    private static readonly string[] OwnHosts = [".blob.core.windows.net", ".blob.storage.azure.net", ".blob.core.usgovcloudapi.net", ".blob.core.chinacloudapi.cn"];

    private static readonly Lazy<DefaultAzureCredential> Default = new(() => new DefaultAzureCredential());

    /// <summary>A shared key, a shared access signature or a source of tokens.</summary>
    /// <exception cref="ArtifactRefusedException">The key is none, or there is none.</exception>
    public static object Of(AzureStoreOptions options) => Of(options, Environment.GetEnvironmentVariable);

    internal static object Of(AzureStoreOptions options, Func<string, string?> variable)
    {
        if (options.AccountKey is { Length: > 0 } given)
            return given.Contains("sig=", StringComparison.Ordinal) ? new AzureSasCredential(given.TrimStart('?')) : SharedKey(options, given);
        if (variable(KeyVariable) is { Length: > 0 } own && string.Equals(variable(AccountVariable), options.Account, StringComparison.OrdinalIgnoreCase))
            return SharedKey(options, own);
        return options.Endpoint.Scheme == Uri.UriSchemeHttps && OwnHosts.Any(host => options.Endpoint.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase))
            ? Default.Value
            : throw new ArtifactRefusedException($"{options}: there is no key for it. Name a Secret (accountKeySecret), or set {AccountVariable} (here: {options.Account}) and {KeyVariable} where the process runs; other credentials of the process are used for Azure's own hosts only, over https");
    }

    private static StorageSharedKeyCredential SharedKey(AzureStoreOptions options, string key)
    {
        try
        {
            return new StorageSharedKeyCredential(options.Account, key);
        }
        catch (FormatException error)
        {
            // Without the key, and without what of it is wrong.
            throw new ArtifactRefusedException($"{options}: the account key is neither base64 nor a shared access signature (which has sig= in it)", error);
        }
    }
}
