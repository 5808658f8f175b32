using System.Text.Json.Nodes;
using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Tests;

public sealed class ArtifactPlacesTests
{
    [Fact]
    public void S3_IsReadFromArgosFields()
    {
        var options = S3Place.Read(new PlaceFields("s3", JsonNode.Parse("""
            {"endpoint":"minio:9000","bucket":"b","region":"eu-1","insecure":true,"useSDKCreds":true,"addressingStyle":"virtual-hosted",
             "createBucketIfNotPresent":{"objectLocking":true},"encryptionOptions":{"enableEncryption":true,"kmsKeyId":"key","kmsEncryptionContext":"{}","serverSideCustomerKeySecret":{"name":"s","key":"sse"}},
             "accessKeySecret":{"name":"s","key":"access"},"secretKeySecret":{"name":"s","key":"secret"},"sessionTokenSecret":{"name":"s","key":"gone","optional":true},"caSecret":{"name":"s","key":"ca"}}
            """)!.AsObject()) { Secrets = Secret });

        Assert.Equal(("minio:9000", "b", "eu-1", true, false), (options.Endpoint, options.Bucket, options.Region, options.Insecure, options.PathStyle));
        Assert.Equal((true, true, true, "key", "{}"), (options.CreateBucket, options.LockObjects, options.Encrypt, options.KmsKeyId, options.KmsEncryptionContext));
        Assert.Equal(("of s/access", "of s/secret", null, "of s/ca", "of s/sse"), (options.AccessKey, options.SecretKey, options.SessionToken, options.CaCertificates, options.CustomerKey));
    }

    [Theory]
    [InlineData("""{"s3":{"endpoint":"e"}}""", "s3.bucket is not given")]
    [InlineData("""{"s3":{"bucket":"b","addressingStyle":"none"}}""", "s3.addressingStyle is 'none'")]
    [InlineData("""{"hdfs":{"path":"/"}}""", "'hdfs' are not built yet")]
    [InlineData("""{"s3":{"bucket":"b","accessKeySecret":{"name":"s","key":"gone"}}}""", "s3.accessKeySecret: the key 'gone' of the Secret 's' cannot be read here")]
    [InlineData("""{"s3":{"bucket":"b"},"git":{}}""", "not one location field")]
    public void Place_ThatCannotBeOpened_SaysWhy(string location, string message) =>
        Assert.Contains(message, Assert.Throws<ArtifactRefusedException>(() => ArtifactPlaces.Open(location, Secret)).Message, StringComparison.Ordinal);

    [Fact]
    public void S3_IsOpened() => Assert.Equal("S3 bucket b at minio:9000", Assert.IsType<S3.S3ArtifactStore>(ArtifactPlaces.Open("""{"s3":{"endpoint":"minio:9000","bucket":"b"}}""", Secret)).Description);

    private static string? Secret(string name, string key) => key == "gone" ? null : $"of {name}/{key}";
}
