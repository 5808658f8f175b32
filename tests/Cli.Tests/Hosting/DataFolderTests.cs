using Fleet.Cli.Hosting;

namespace Fleet.Cli.Tests.Hosting;

public sealed class DataFolderTests
{
    [Fact]
    public void WorkerId_OfOneFolder_IsTheSameAfterARestart_AndAnotherFoldersDiffers()
    {
        var id = new DataFolder("/var/lib/fleet").WorkerId;

        Assert.Equal(id, new DataFolder("/var/lib/fleet").WorkerId);
        Assert.NotEqual(id, new DataFolder("/var/lib/fleet2").WorkerId);
        Assert.Matches("^server-[0-9a-f]{12}$", id);
    }
}
