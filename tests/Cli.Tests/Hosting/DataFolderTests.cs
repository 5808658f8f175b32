using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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

    [Fact]
    public async Task Server_ThatWasKilled_OwnsTheFolderNoMore_BeforeItsParentHasAskedForItsEnd()
    {
        var path = Directory.CreateTempSubdirectory("fleet-data-").FullName;
        // The shell becomes a program that never asks for the end of its child.
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "sleep 300 & echo $!; exec sleep 300"]) { RedirectStandardOutput = true })!;
        try
        {
            using var server = Process.GetProcessById(int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture));
            var note = new ServerNoteContent("http://127.0.0.1:2746", null, server.Id, new DateTimeOffset(server.StartTime).ToUnixTimeSeconds());
            await File.WriteAllTextAsync(Path.Combine(path, "server.json"), JsonSerializer.Serialize(note), TestContext.Current.CancellationToken);
            Assert.Equal(note, new DataFolder(path).FindServer());

            server.Kill();
            while (!(await File.ReadAllTextAsync($"/proc/{server.Id}/stat", TestContext.Current.CancellationToken)).Contains(") Z ", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);

            Assert.Null(new DataFolder(path).FindServer());
        }
        finally
        {
            parent.Kill();
            Directory.Delete(path, recursive: true);
        }
    }
}
