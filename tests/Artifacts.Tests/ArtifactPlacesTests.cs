using System.Text.Json.Nodes;
using Fleet.Artifacts.Places;
using Fleet.Artifacts.S3;

namespace Fleet.Artifacts.Tests;

public sealed class ArtifactPlacesTests
{
    // Of 32 bytes, as a customer's key must be.
    private const string CustomerKey = "0123456789abcdef0123456789abcdef";
    private static readonly ArtifactPlaces Places = new(null, TimeProvider.System);

    [Fact]
    public void S3_IsReadFromArgosFields()
    {
        var options = S3Place.Read(new PlaceFields("s3", JsonNode.Parse("""
            {"endpoint":"minio:9000","bucket":"b","region":"eu-1","insecure":false,"useSDKCreds":true,"addressingStyle":"virtual-hosted",
             "createBucketIfNotPresent":{"objectLocking":true},"encryptionOptions":{"enableEncryption":true,"kmsKeyId":"key","kmsEncryptionContext":"{}","serverSideCustomerKeySecret":{"name":"s","key":"sse"}},
             "accessKeySecret":{"name":"s","key":"access"},"secretKeySecret":{"name":"s","key":"secret"},"sessionTokenSecret":{"name":"s","key":"gone","optional":true},"caSecret":{"name":"s","key":"ca"}}
            """)!.AsObject()) { Secrets = Secret });

        Assert.Equal(("minio:9000", "b", "eu-1", false, false), (options.Endpoint, options.Bucket, options.Region, options.Insecure, options.PathStyle));
        Assert.Equal((true, true, true, "key", "{}"), (options.CreateBucket, options.LockObjects, options.Encrypt, options.KmsKeyId, options.KmsEncryptionContext));
        Assert.Equal(("of s/access", "of s/secret", null, "of s/ca", CustomerKey), (options.AccessKey, options.SecretKey, options.SessionToken, options.CaCertificates, options.CustomerKey));
    }

    [Theory]
    [InlineData("""{"s3":{"endpoint":"e"}}""", "s3.bucket is not given")]
    [InlineData("""{"s3":{"bucket":"b","addressingStyle":"none"}}""", "s3.addressingStyle is 'none'")]
    [InlineData("""{"hdfs":{"path":"/"}}""", "'hdfs' are not built yet")]
    [InlineData("""{"s3":{"bucket":"b","accessKeySecret":{"name":"s","key":"gone"}}}""", "s3.accessKeySecret: the key 'gone' of the Secret 's' cannot be read here")]
    [InlineData("""{"azure":{"container":"c"}}""", "azure.endpoint is not given")]
    [InlineData("""{"azure":{"endpoint":"a.blob.core.windows.net","container":"c"}}""", "azure.endpoint is no address; write https://ACCOUNT.blob.core.windows.net")]
    [InlineData("""{"azure":{"endpoint":"https://a.blob.core.windows.net?sig=x","container":"c"}}""", "belongs into the Secret of accountKeySecret")]
    [InlineData("""{"azure":{"endpoint":"https://a.example.com","container":"c"}}""", "Azure container c at a.example.com: there is no key for it")]
    [InlineData("""{"s3":{"bucket":"b"},"git":{}}""", "not one location field")]
    public void Place_ThatCannotBeOpened_SaysWhy(string location, string message) =>
        Assert.Contains(message, Assert.Throws<ArtifactRefusedException>(() => Places.Open(location, Secret)).Message, StringComparison.Ordinal);

    [Fact]
    public void S3_IsOpened() => Assert.Equal("S3 bucket b at minio:9000", Assert.IsType<S3ArtifactStore>(Places.Open("""{"s3":{"endpoint":"minio:9000","bucket":"b"}}""", Secret)).Description);

    [Fact]
    public void Azure_IsReadFromArgosFields()
    {
        var options = AzurePlace.Read(Fields("azure", """{"endpoint":"https://a.blob.core.windows.net","container":"box","accountKeySecret":{"name":"s","key":"account"}}"""));

        Assert.Equal(("https://a.blob.core.windows.net/", "box", "of s/account"), (options.Endpoint.AbsoluteUri, options.Container, options.AccountKey));
        Assert.Null(AzurePlace.Read(Fields("azure", """{"endpoint":"https://a.blob.core.windows.net","container":"box","useSDKCreds":true,"accountKeySecret":{"name":"s","key":"account"}}""")).AccountKey);
        Assert.Equal("Azure container box at a.blob.core.windows.net", Places.Open("""{"azure":{"endpoint":"https://a.blob.core.windows.net","container":"box"}}""", Secret).Description);
    }

    [Fact]
    public async Task Gcs_IsReadFromArgosFields()
    {
        await using var account = new GoogleAccount("token");
        var place = Fields("gcs", """{"bucket":"b","serviceAccountKeySecret":{"name":"s","key":"k"}}""");
        S3StoreOptions Read(string key, string? emulator = null) => GcsPlace.Read(place with { Secrets = (_, _) => key }, name => name == "STORAGE_EMULATOR_HOST" ? emulator : null);
        var google = Read(account.Key("https://oauth2.googleapis.com/token"));

        Assert.Equal(("storage.googleapis.com", "b", false, true), (google.Endpoint, google.Bucket, google.Insecure, google.PathStyle));
        Assert.Equal("token", await Read(account.Key(), "http://host:9000/").Bearer!(TestContext.Current.CancellationToken));
        Assert.Equal(("host:9000", true), (Read(account.Key(), "host:9000").Endpoint, Read(account.Key(), "host:9000").Insecure));
        Assert.Contains("token_uri is no address of Google's", Assert.Throws<ArtifactRefusedException>(() => Read(account.Key())).Message, StringComparison.Ordinal);
        Assert.Contains("no key of a service account", Assert.Throws<ArtifactRefusedException>(() => Read("{\"type\":\"external_account\"}")).Message, StringComparison.Ordinal);
        Assert.Contains("no key of a service account", Assert.Throws<ArtifactRefusedException>(() => Read("access:secret")).Message, StringComparison.Ordinal);
        Assert.True(GcsPlace.Read(Fields("gcs", """{"bucket":"b"}"""), _ => "host").Anonymous);
        Assert.NotNull(GcsPlace.Read(Fields("gcs", """{"bucket":"b"}"""), _ => null).Bearer);
    }

    [Theory]
    [InlineData("http://oss-cn-hangzhou.aliyuncs.com", "s3.oss-cn-hangzhou.aliyuncs.com", true, "cn-hangzhou", false)]
    [InlineData("oss-eu-central-1-internal.aliyuncs.com", "s3.oss-eu-central-1-internal.aliyuncs.com", false, "eu-central-1", false)]
    [InlineData("https://s3.oss-cn-hangzhou.aliyuncs.com/", "s3.oss-cn-hangzhou.aliyuncs.com", false, "cn-hangzhou", false)]
    [InlineData("http://minio:9000", "minio:9000", true, "", true)]
    public void Oss_IsReadFromArgosFields(string endpoint, string host, bool insecure, string region, bool pathStyle)
    {
        var options = OssPlace.Read(Fields("oss", $$$"""
            {"endpoint":"{{{endpoint}}}","bucket":"b","createBucketIfNotPresent":true,"securityToken":"t","accessKeySecret":{"name":"s","key":"access"},"secretKeySecret":{"name":"s","key":"secret"}}
            """), _ => null);

        Assert.Equal((host, insecure, region, pathStyle, "b", true), (options.Endpoint, options.Insecure, options.Region, options.PathStyle, options.Bucket, options.CreateBucket));
        Assert.Equal(("of s/access", "of s/secret", "t"), (options.AccessKey, options.SecretKey, options.SessionToken));
    }

    [Fact]
    public void Oss_WithoutKeys_HasThoseOfTheProcess()
    {
        var place = Fields("oss", """{"endpoint":"e","bucket":"b","useSDKCreds":true,"accessKeySecret":{"name":"s","key":"access"}}""");

        Assert.Equal(("of ID", "of SECRET", "of TOKEN"), OssPlace.Read(place, name => "of " + name.Split('_')[^1]) is var own ? (own.AccessKey, own.SecretKey, own.SessionToken) : default);
        Assert.Contains("ALIBABA_CLOUD_ACCESS_KEY_ID", Assert.Throws<ArtifactRefusedException>(() => OssPlace.Read(place, _ => null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Http_IsReadFromArgosFields()
    {
        var options = HttpPlace.Read(Fields("http", """
            {"url":"https://host/x","headers":[{"name":"A","value":"1"}],"auth":{"basicAuth":{"usernameSecret":{"name":"s","key":"user"},"passwordSecret":{"name":"s","key":"pass"}},
             "oauth2":{"clientIDSecret":{"name":"s","key":"id"},"clientSecretSecret":{"name":"s","key":"secret"},"tokenURLSecret":{"name":"url","key":"token"},"scopes":["r"],"endpointParams":[{"key":"p","value":"v"}]},
             "clientCert":{"clientCertSecret":{"name":"s","key":"cert"},"clientKeySecret":{"name":"s","key":"key"}}}}
            """));

        Assert.Equal(("https://host/x", "of s/user", "of s/pass", "of s/cert", "of s/key"), (options.Url.ToString(), options.UserName, options.Password, options.ClientCertificate, options.ClientKey));
        Assert.Equal([new("A", "1")], options.Headers);
        Assert.Equal(("https://tokens/", "of s/id", "of s/secret"), (options.Token!.Url.ToString(), options.Token.ClientId, options.Token.ClientSecret));
        Assert.Equal(["r"], options.Token.Scopes);
        Assert.Equal([new("p", "v")], options.Token.Parameters);
        var artifactory = HttpPlace.Read(Fields("artifactory", """{"url":"http://host/x","usernameSecret":{"name":"s","key":"u"},"passwordSecret":{"name":"s","key":"p"}}"""));
        Assert.Equal(("of s/u", "of s/p"), (artifactory.UserName, artifactory.Password));
    }

    [Fact]
    public void Git_IsReadFromArgosFields()
    {
        var options = GitPlace.Read(Fields("git", """
            {"repo":"https://host/x.git","revision":"v1","branch":"main","depth":2,"singleBranch":true,"fetch":["refs/meta/*"],"disableSubmodules":true,"insecureIgnoreHostKey":true,"insecureSkipTLS":true,
             "usernameSecret":{"name":"s","key":"u"},"passwordSecret":{"name":"s","key":"p"},"sshPrivateKeySecret":{"name":"s","key":"k"}}
            """));

        Assert.Equal(("https://host/x.git", "v1", "main", 2, true), (options.Repository, options.Revision, options.Branch, options.Depth, options.SingleBranch));
        Assert.Equal((true, true, true), (options.DisableSubmodules, options.IgnoreHostKey, options.SkipTls));
        Assert.Equal(("of s/u", "of s/p", "of s/k"), (options.UserName, options.Password, options.PrivateKey));
        Assert.Equal(["refs/meta/*"], options.Fetch);
        Assert.Null(options.Problem());
        Assert.Contains("not be stored there", Assert.Throws<ArtifactRefusedException>(() => Places.Open("""{"git":{"repo":"https://host/x"}}""", Secret)).Message, StringComparison.Ordinal);
    }

    private static PlaceFields Fields(string kind, string json) => new(kind, JsonNode.Parse(json)!.AsObject()) { Secrets = Secret };

    private static string? Secret(string name, string key) => name == "url" ? "https://tokens/" : key == "gone" ? null : key == "sse" ? CustomerKey : $"of {name}/{key}";
}
