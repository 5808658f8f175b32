using Fleet.Artifacts.AzureBlob;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>azure</c>.</summary>
internal static class AzurePlace
{
    public static AzureStoreOptions Read(PlaceFields place) => new()
    {
        Endpoint = Endpoint(place.Needed("endpoint")),
        Container = place.Needed("container"),
        // As in Argo, useSDKCreds goes before a key that is named too.
        AccountKey = place.Flag("useSDKCreds") ? null : place.Secret("accountKeySecret")?.Trim(),
    };

    private static Uri Endpoint(string text)
    {
        const string Shape = "write https://ACCOUNT.blob.core.windows.net, or the address of another server and the account as its path";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
            throw new ArtifactRefusedException($"azure.endpoint is no address; {Shape}");
        return address.Query.Length == 0 ? address : throw new ArtifactRefusedException($"azure.endpoint has a '?'; {Shape}. A shared access signature belongs into the Secret of accountKeySecret");
    }
}
