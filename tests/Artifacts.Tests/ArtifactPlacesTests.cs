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
             "createBucketIfNotPresent":{"objectLocking":true},"encryptionOptions":{"enableEncryption":true,"kmsKeyId":"key","kmsEncryptionContext":"{}"}}
            """)!.AsObject()));

        Assert.Equal(("minio:9000", "b", "eu-1", true, false), (options.Endpoint, options.Bucket, options.Region, options.Insecure, options.PathStyle));
        Assert.Equal((true, true, true, "key", "{}"), (options.CreateBucket, options.LockObjects, options.Encrypt, options.KmsKeyId, options.KmsEncryptionContext));
        Assert.Null(options.AccessKey);
    }

    [Theory]
    [InlineData("""{"s3":{"endpoint":"e"}}""", "s3.bucket is not given")]
    [InlineData("""{"s3":{"bucket":"b","addressingStyle":"none"}}""", "s3.addressingStyle is 'none'")]
    [InlineData("""{"hdfs":{"path":"/"}}""", "'hdfs' are not built yet")]
    [InlineData("""{"s3":{"bucket":"b"},"git":{}}""", "not one location field")]
    public void Place_ThatCannotBeOpened_SaysWhy(string location, string message) =>
        Assert.Contains(message, Assert.Throws<ArtifactRefusedException>(() => ArtifactPlaces.Open(location)).Message, StringComparison.Ordinal);

    [Fact]
    public void S3_IsOpened() => Assert.Equal("S3 bucket b at minio:9000", Assert.IsType<S3.S3ArtifactStore>(ArtifactPlaces.Open("""{"s3":{"endpoint":"minio:9000","bucket":"b"}}""")).Description);
}
