using System.Text;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class LogTimestampTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:00.000000001Z", 1)]
    [InlineData("1970-01-01T00:00:01.5Z", 1_500_000_000)]
    [InlineData("2026-11-24T07:22:51.264906381Z", 1_795_504_971_264_906_381)]
    [InlineData("2026-11-24T09:22:51.264906381+02:00", 1_795_504_971_264_906_381)]
    [InlineData("2026-11-24T02:52:51.264906381-04:30", 1_795_504_971_264_906_381)]
    public void TryParse_Timestamp_GivesNanoseconds(string text, long nanos)
    {
        Assert.True(LogTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out var read));
        Assert.Equal(nanos, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-11-24T07:22:51")]
    [InlineData("2026-13-24T07:22:51Z")]
    [InlineData("2026-02-30T07:22:51Z")]
    [InlineData("yesterday at seven o'clock")]
    [InlineData("2026-11-24T07:22:51.26+2:00")]
    public void TryParse_AnythingElse_IsFalse(string text) => Assert.False(LogTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
