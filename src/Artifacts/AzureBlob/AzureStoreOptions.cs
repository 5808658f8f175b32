namespace Fleet.Artifacts.AzureBlob;

/// <summary>A container of an Azure storage account, and how it is reached.</summary>
public sealed record AzureStoreOptions
{
    private const string OfBlobs = ".blob.";

    /// <summary>Address of the account's blobs, <c>https://ACCOUNT.blob.core.windows.net</c>; elsewhere the account may be the first part of the path.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>Key of the account in base64, or a shared access signature (SAS); null: what the process itself has.</summary>
    public string? AccountKey { get; init; }

    /// <summary>Name of the account: of the host's name on Azure, of the path where there is one elsewhere.</summary>
    public string Account => Endpoint.AbsolutePath.Trim('/') is { Length: > 0 } path && !Endpoint.Host.Contains(OfBlobs, StringComparison.OrdinalIgnoreCase) ? path.Split('/')[0] : Endpoint.Host.Split('.')[0];

    /// <summary>Address of the container.</summary>
    internal Uri ContainerAddress => new($"{Endpoint.AbsoluteUri.TrimEnd('/')}/{Uri.EscapeDataString(Container)}");

    /// <summary>Address of a blob.</summary>
    internal Uri AddressOf(string key) => new($"{ContainerAddress.AbsoluteUri}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"Azure container {Container} at {Endpoint.Authority}{Endpoint.AbsolutePath.TrimEnd('/')}";
}
