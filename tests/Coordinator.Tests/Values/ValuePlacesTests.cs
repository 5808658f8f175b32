using Fleet.Coordinator.Values;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Values;

/// <summary>Where workers leave and find large values.</summary>
public sealed class ValuePlacesTests
{
    [Fact]
    public void WithoutARepository_InTheFleetsOwnStore() => Assert.Null(ValuePlaces.Of(null));

    [Fact]
    public void InARepository_ThatEveryProcessMayUse()
    {
        var place = ValuePlaces.Of("""{"s3":{"endpoint":"minio:9000","bucket":"b","keyFormat":"x/{{workflow.name}}"}}""");

        Assert.Empty(place!.Secrets);
        Assert.Equal(ArtifactRepository.Read("""{"s3":{"endpoint":"minio:9000","bucket":"b"}}""").Location, place.Location);
    }

    // Secrets are those of a workflow's namespace, which the Fleet's own things have none of: every namespace could have other keys, or none.
    [Theory]
    [InlineData("""{"s3":{"endpoint":"minio:9000","bucket":"b","accessKeySecret":{"name":"s","key":"k"},"secretKeySecret":{"name":"s","key":"l"}}}""")]
    [InlineData("""{"azure":{"endpoint":"https://a.blob.core.windows.net","container":"c","accountKeySecret":{"name":"s","key":"k"}}}""")]
    public void InTheFleetsOwnStore_WhereTheKeysOfTheRepositoryAreInSecrets(string repository) => Assert.Null(ValuePlaces.Of(repository));
}
