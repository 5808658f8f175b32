using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Places;

/// <summary>Reads <c>oss</c>: Alibaba Cloud's Object Storage Service by its S3 interface.</summary>
internal static class OssPlace
{
    private const string OwnHosts = ".aliyuncs.com";
    private const string OfS3 = "s3.";
    private const string OfOss = "oss-";

    /// <param name="place">The fields.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static S3StoreOptions Read(PlaceFields place, Func<string, string?> variable)
    {
        var endpoint = place.Needed("endpoint").TrimEnd('/');
        var insecure = endpoint.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
        if (insecure || endpoint.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            endpoint = endpoint[(endpoint.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var own = endpoint.EndsWith(OwnHosts, StringComparison.OrdinalIgnoreCase);
        // Its S3 interface has a name of its own beside each endpoint.
        if (own && endpoint.StartsWith(OfOss, StringComparison.OrdinalIgnoreCase))
            endpoint = OfS3 + endpoint;
        var (access, secret, token) = Keys(place, variable);
        return new S3StoreOptions
        {
            Endpoint = endpoint,
            Insecure = insecure,
            Bucket = place.Needed("bucket"),
            Region = own ? Region(endpoint) : "",
            PathStyle = !own,
            AccessKey = access,
            SecretKey = secret,
            SessionToken = token,
            CreateBucket = place.Flag("createBucketIfNotPresent"),
        };
    }

    private static (string Access, string? Secret, string? Token) Keys(PlaceFields place, Func<string, string?> variable)
    {
        if (!place.Flag("useSDKCreds") && place.Secret("accessKeySecret")?.Trim() is { Length: > 0 } access)
            return (access, place.Secret("secretKeySecret")?.Trim(), place.Text("securityToken") is { Length: > 0 } token ? token : null);
        return variable("ALIBABA_CLOUD_ACCESS_KEY_ID") is { Length: > 0 } own
            ? (own, variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), variable("ALIBABA_CLOUD_SECURITY_TOKEN"))
            : throw new ArtifactRefusedException("there are no keys for oss; name Secrets (accessKeySecret, secretKeySecret), or set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET where the process runs");
    }

    // s3.oss-cn-hangzhou-internal.aliyuncs.com: cn-hangzhou
    private static string Region(string host)
    {
        var name = host.StartsWith(OfS3, StringComparison.OrdinalIgnoreCase) ? host[OfS3.Length..].Split('.')[0] : host.Split('.')[0];
        name = name.StartsWith(OfOss, StringComparison.OrdinalIgnoreCase) ? name[OfOss.Length..] : name;
        return name.EndsWith("-internal", StringComparison.OrdinalIgnoreCase) ? name[..^"-internal".Length] : name;
    }
}
