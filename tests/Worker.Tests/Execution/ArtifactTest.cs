using System.Formats.Tar;
using System.Text;
using Fleet.Artifacts.Files;
using Fleet.Contracts;

namespace Fleet.Worker.Tests.Execution;

/// <summary>A store in a folder of its own, and tasks with artifacts.</summary>
public abstract class ArtifactTest : IDisposable
{
    protected ArtifactTest() => Store = new FileArtifactStore(Path.Combine(Folder, "store"), TimeProvider.System);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("fleet-artifact-run-").FullName;

    protected FileArtifactStore Store { get; }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static PodWork Pod(ArtifactInput input) => WorkerHarness.Pod() with { Artifacts = [input] };

    protected static ArtifactOutput Output(string name, string path) => new() { Name = name, Path = path, Key = $"wf/{name}.tgz" };

    protected static MemoryStream Tar(string name, string content)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        tar.Position = 0;
        return tar;
    }
}
