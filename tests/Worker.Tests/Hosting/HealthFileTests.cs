using Fleet.Worker.Hosting;

namespace Fleet.Worker.Tests.Hosting;

public sealed class HealthFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fleet-health-").FullName;

    [Fact]
    public void Write_SaysHealthyOrWhyNot_InOneLine()
    {
        var path = Path.Combine(folder, "health");
        var file = new HealthFile(path);

        file.Write(null);
        Assert.Equal("healthy\n", File.ReadAllText(path));
        file.Write("the broker\nis away");
        Assert.Equal("unhealthy: the broker is away\n", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void Remove_LeavesNothing_AndNeedsNothing()
    {
        var file = new HealthFile(Path.Combine(folder, "health"));
        file.Write(null);

        file.Remove();
        file.Remove();

        Assert.Empty(Directory.GetFiles(folder));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
