using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers;

public sealed class NodeLabelTests
{
    [Theory]
    [InlineData("x86_64", "amd64")]
    [InlineData("X64", "amd64")]
    [InlineData("aarch64", "arm64")]
    [InlineData("Arm64", "arm64")]
    [InlineData("armv7l", "arm")]
    [InlineData("s390x", "s390x")]
    public void Labels_AreThoseOfANodeOfACluster(string kernel, string expected)
    {
        var labels = NodeLabels.Of("linux", NodeLabels.Architecture(kernel), "h1");

        Assert.Equal((expected, expected, "linux", "linux", "h1"), (labels["kubernetes.io/arch"], labels["beta.kubernetes.io/arch"], labels["kubernetes.io/os"], labels["beta.kubernetes.io/os"], labels["kubernetes.io/hostname"]));
        Assert.DoesNotContain("kubernetes.io/hostname", NodeLabels.Of("linux", expected, null).Keys);
    }
}
