namespace Fleet.Artifacts.S3;

/// <summary>A bucket of an object store that speaks S3, and how it is reached.</summary>
public sealed record S3StoreOptions
{
    /// <summary>Host, with a port where it is not the usual one, as Argo's <c>endpoint</c>; empty: AWS.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Region; empty: us-east-1, which servers that have none take.</summary>
    public string Region { get; init; } = "";

    /// <summary>Without TLS.</summary>
    public bool Insecure { get; init; }

    /// <summary>The bucket is the first part of the path, else of the host's name. Null: of the host's name on AWS, of the path elsewhere.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Access key; null: what the SDK finds (environment, profile, the machine's role), unless <see cref="Bearer"/> or <see cref="Anonymous"/> is set.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Its secret.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Token of temporary keys; null: none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Gives the token that stands in requests instead of a signature, as Google takes it; null: requests are signed.</summary>
    public Func<CancellationToken, Task<string>>? Bearer { get; init; }

    /// <summary>Requests carry nothing that says who asks.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Certificates (PEM) of the authorities that may vouch for the server; null: the machine's.</summary>
    public string? CaCertificates { get; init; }

    /// <summary>Make the bucket when it is not there and something is stored.</summary>
    public bool CreateBucket { get; init; }

    /// <summary>A bucket that is made lets its objects be locked.</summary>
    public bool LockObjects { get; init; }

    /// <summary>Objects are encrypted at rest: with a key of AWS KMS where <see cref="KmsKeyId"/> is set, else with the store's own.</summary>
    public bool Encrypt { get; init; }

    /// <summary>Key of AWS KMS; null: none.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Context for that key, JSON; null: none.</summary>
    public string? KmsEncryptionContext { get; init; }

    /// <summary>Key of 32 bytes that the store encrypts with and forgets (SSE-C); null: none. Only over TLS.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The endpoint is one of AWS.</summary>
    internal bool IsAws => Endpoint.Length == 0 || Endpoint.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) || Endpoint.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase);

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"S3 bucket {Bucket} at {(Endpoint.Length == 0 ? "AWS" : Endpoint)}";
}
