using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>s3</c>.</summary>
internal static class S3Place
{
    public static S3StoreOptions Read(PlaceFields place)
    {
        var encryption = place.Below("encryptionOptions");
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
            CustomerKey = encryption?.Secret("serverSideCustomerKeySecret"),
            KmsEncryptionContext = encryption?.Text("kmsEncryptionContext") is { Length: > 0 } context ? context : null,
        };
    }
}
