using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>s3</c>.</summary>
internal static class S3Place
{
    public static S3StoreOptions Read(PlaceFields place)
    {
        var encryption = place.Below("encryptionOptions");
        // Argo's source (buildServerSideEnc): nothing of it counts without enableEncryption, and a customer's key goes before one of KMS.
        if (encryption?.Flag("enableEncryption") != true)
            encryption = null;
        return new S3StoreOptions
        {
            Endpoint = place.Text("endpoint"),
            Bucket = place.Needed("bucket"),
            Region = place.Text("region"),
            Insecure = place.Flag("insecure"),
            PathStyle = place.Text("addressingStyle") switch
            {
                "path" => true,
                "virtual-hosted" => false,
                "" or "auto-detect" => null,
                var other => throw new ArtifactRefusedException($"s3.addressingStyle is '{other}'; it is auto-detect, path or virtual-hosted"),
            },
            AccessKey = place.Secret("accessKeySecret")?.Trim(),
            SecretKey = place.Secret("secretKeySecret")?.Trim(),
            SessionToken = place.Secret("sessionTokenSecret")?.Trim(),
            CaCertificates = place.Secret("caSecret"),
            CreateBucket = place.Below("createBucketIfNotPresent") is not null,
            LockObjects = place.Below("createBucketIfNotPresent")?.Flag("objectLocking") ?? false,
            Encrypt = encryption?.Flag("enableEncryption") ?? false,
            KmsKeyId = encryption?.Text("kmsKeyId") is { Length: > 0 } key ? key : null,
            CustomerKey = CustomerKey(encryption, place.Flag("insecure")),
            KmsEncryptionContext = encryption?.Text("kmsEncryptionContext") is { Length: > 0 } context ? context : null,
        };
    }

    // Argo makes one of 32 bytes out of any text, by Argon2; here it is the Secret's own.
    private static string? CustomerKey(PlaceFields? encryption, bool insecure)
    {
        if (encryption?.Secret("serverSideCustomerKeySecret") is not { Length: > 0 } key)
            return null;
        if (insecure)
            throw new ArtifactRefusedException("s3.encryptionOptions.serverSideCustomerKeySecret sends its key with each request, which no server takes without TLS: leave out insecure, or the key");
        return System.Text.Encoding.UTF8.GetByteCount(key) == 32 ? key
            : throw new ArtifactRefusedException($"s3.encryptionOptions.serverSideCustomerKeySecret names a key of {System.Text.Encoding.UTF8.GetByteCount(key)} bytes; a key of AES-256 has 32");
    }
}
