using System.Text;
using System.Text.Json.Nodes;
using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Tests;

/// <summary>S3 over TLS as its <c>s3</c> field says: own authorities, temporary keys, encryption at rest. What moto does not do itself is told by the headers that are sent.</summary>
public sealed class S3TlsTests : IAsyncDisposable
{
    private readonly TlsFront _front = new(new Uri($"http://{S3Server.Options().Endpoint}"));
    private readonly Dictionary<string, string> _secrets = [];
    private string? _bucket;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _front.DisposeAsync();

    [Fact]
    public async Task Server_OfAnOwnAuthority_IsTrusted_WhereTheSecretNamesIt_AndNotElsewhere()
    {
        _secrets["ca"] = _front.Authority;
        await Open("""{"caSecret": {"name": "s", "key": "ca"}}""").PutAsync("key", new MemoryStream([1, 2]), Token);

        await using var stream = (await Open("""{"caSecret": {"name": "s", "key": "ca"}}""").OpenAsync("key", Token))!;
        Assert.Equal(2, stream.Length);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => Open("{}").OpenAsync("key", Token));
        Assert.Contains("certificate", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Authority_ThatIsNone_IsRefused()
    {
        _secrets["ca"] = "no certificate";

        Assert.Contains("BEGIN CERTIFICATE", Assert.Throws<ArtifactRefusedException>(() => Open("""{"caSecret": {"name": "s", "key": "ca"}}""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionToken_GoesWithTheRequest()
    {
        _secrets["token"] = "a session's token";

        // Nobody has given it out, and moto does not know it.
        await Record.ExceptionAsync(() => Trusted("""{"sessionTokenSecret": {"name": "s", "key": "token"}}""").OpenAsync("key", Token));

        Assert.Contains(_front.Heads, head => head.Contains("x-amz-security-token: a session's token", StringComparison.Ordinal) && head[head.IndexOf("signedheaders", StringComparison.Ordinal)..].Split(',')[0].Contains("x-amz-security-token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"enableEncryption": true}""", "x-amz-server-side-encryption: aes256")]
    [InlineData("""{"enableEncryption": true, "kmsKeyId": "key-1", "kmsEncryptionContext": "{\"a\":\"b\"}"}""", "x-amz-server-side-encryption: aws:kms", "x-amz-server-side-encryption-aws-kms-key-id: key-1", "x-amz-server-side-encryption-context: eyjhijoiyij9")]
    [InlineData("""{"kmsKeyId": "key-1"}""")]
    public async Task Encryption_IsAskedFor_WithEachUpload(string options, params string[] headers)
    {
        await Trusted($$"""{"encryptionOptions": {{options}} }""").PutAsync("key", new MemoryStream([1]), Token);

        var put = Assert.Single(_front.Heads, head => head.StartsWith("put ", StringComparison.Ordinal) && head.Contains("/key ", StringComparison.Ordinal));
        Assert.All(headers, header => Assert.Contains(header + "\r", put + "\r", StringComparison.Ordinal));
        Assert.Equal(headers.Length > 0, put.Contains("x-amz-server-side-encryption", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeyOfTheCustomer_GoesWithEachUploadAndEachRead()
    {
        _secrets["mine"] = "0123456789abcdef0123456789abcdef";
        var store = Trusted("""{"encryptionOptions": {"enableEncryption": true, "serverSideCustomerKeySecret": {"name": "s", "key": "mine"} } }""");

        await store.PutAsync("key", new MemoryStream([1]), Token);
        await using var stream = await store.OpenAsync("key", Token);
        await store.ExistsAsync("key", Token);

        var heads = _front.Heads.Where(head => head.Contains("/key ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["get", "head", "put"], heads.Select(head => head[..head.IndexOf(' ', StringComparison.Ordinal)]).Order());
        var sent = $"x-amz-server-side-encryption-customer-key: {Convert.ToBase64String(Encoding.UTF8.GetBytes(_secrets["mine"]))}".ToLowerInvariant();
        Assert.All(heads, head => Assert.True(head.Contains(sent, StringComparison.Ordinal) && head.Contains("x-amz-server-side-encryption-customer-key-md5: ", StringComparison.Ordinal), head));
    }

    [Theory]
    [InlineData("short", false, "a key of 5 bytes")]
    [InlineData("0123456789abcdef0123456789abcdef", true, "without TLS")]
    public void KeyOfTheCustomer_ThatCannotBe_IsRefused(string key, bool insecure, string sentence)
    {
        _secrets["mine"] = key;

        var error = Assert.Throws<ArtifactRefusedException>(() => Open($$"""{"insecure": {{(insecure ? "true" : "false")}}, "encryptionOptions": {"enableEncryption": true, "serverSideCustomerKeySecret": {"name": "s", "key": "mine"} } }"""));

        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, error.Message, StringComparison.Ordinal);
    }

    private IArtifactStore Trusted(string fields)
    {
        _secrets["ca"] = _front.Authority;
        var all = JsonNode.Parse(fields)!.AsObject();
        all["caSecret"] = new JsonObject { ["name"] = "s", ["key"] = "ca" };
        return Open(all.ToJsonString());
    }

    private IArtifactStore Open(string fields)
    {
        var options = S3Server.Options();
        (_secrets["access"], _secrets["secret"]) = (options.AccessKey!, options.SecretKey!);
        var place = JsonNode.Parse(fields)!.AsObject();
        place["endpoint"] = _front.Endpoint;
        place["bucket"] = _bucket ??= options.Bucket;
        place["createBucketIfNotPresent"] = new JsonObject();
        place["accessKeySecret"] = new JsonObject { ["name"] = "s", ["key"] = "access" };
        place["secretKeySecret"] = new JsonObject { ["name"] = "s", ["key"] = "secret" };
        return new ArtifactPlaces(null, TimeProvider.System).Open(new JsonObject { ["s3"] = place }.ToJsonString(), (_, key) => _secrets.GetValueOrDefault(key));
    }
}
