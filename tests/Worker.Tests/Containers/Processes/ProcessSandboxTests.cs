using System.Diagnostics;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>
/// A task may do what it likes, as root: nothing outside takes harm. Each test first has a harmless task show that it is kept; without that nothing dangerous is run.
/// </summary>
public sealed class ProcessSandboxTests : ProcessTest
{
    private string mount = "";

    public override async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("mounts a file system of its own: needs root");
        if (Data.StartsWith("/tmp/", StringComparison.Ordinal))
            Assert.Skip("tasks have a /tmp of their own, and this folder is below it: run from another one");
        await base.InitializeAsync();
        mount = Directory.CreateDirectory(Path.Combine(Data, "..", "mounted-" + Guid.NewGuid().ToString("N"))).FullName;
        await HostAsync("mount", "-t", "tmpfs", "-o", "size=1m", "sentinel", mount);
        await File.WriteAllTextAsync(Path.Combine(mount, "sentinel"), "mounted", Token);
        await File.WriteAllTextAsync(Path.Combine(Data, "sentinel"), "data", Token);
    }

    public override async ValueTask DisposeAsync()
    {
        if (mount.Length > 0)
        {
            await HostAsync("umount", mount);
            Directory.Delete(mount);
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RemovingEverything_HarmsNothing()
    {
        await ShowsThatItIsKeptAsync();

        // What matters first, to the end; then everything there is, for a while.
        var (id, output) = await RunAsync($"""
            rm -rf '{mount}' '{Data}' /etc/hosts /home /opt /tmp /srv 2>/dev/null
            test ! -e '{mount}/sentinel' && test ! -e /etc/hosts && test ! -e '{Data}/sentinel' && echo gone
            timeout -s KILL 5 rm -rf --no-preserve-root / 2>/dev/null
            exit 0
            """);

        Assert.Equal("gone\n", output);
        Assert.Equal(0, (await Runtime.InspectAsync(id, Token))!.ExitCode);
        await NothingIsHarmedAsync();
        Assert.True(File.Exists("/etc/hosts"));
    }

    [Fact]
    public async Task KillingEverything_HarmsNothing()
    {
        await ShowsThatItIsKeptAsync();
        var other = await StartAsync("echo ready; while :; do sleep 0.1; done");
        await FirstFrameAsync(other);

        var id = await StartAsync("kill -9 -1; kill -9 1; sleep 300 & sh -c 'kill -9 -1'");

        Assert.Equal(137, (await Runtime.WaitAsync(id, Token))!.ExitCode);
        Assert.Equal(ContainerPhase.Running, (await Runtime.InspectAsync(other, Token))!.Phase);
        await NothingIsHarmedAsync();
    }

    [Fact]
    public async Task WritingAndChangingRights_HarmsNothing()
    {
        await ShowsThatItIsKeptAsync();
        var name = "fleet-test-" + Guid.NewGuid().ToString("N");
        var mode = new FileInfo("/dev/null").UnixFileMode;

        var (id, _) = await RunAsync($"""
            for folder in / /tmp /var/tmp /usr '{mount}' /dev/shm /run; do echo x >"$folder/{name}"; done 2>/dev/null
            echo overwritten >'{mount}/sentinel'
            chmod 600 /dev/null /etc; chown 1:1 /etc/hosts
            ( echo 1 >/proc/sys/kernel/sysrq || echo h >/proc/sysrq-trigger || mount -o remount,rw /sys || umount /proc || mknod /tmp/disk b 254 0 ) 2>/dev/null && echo possible >/tmp/possible
            exit 0
            """);

        foreach (var folder in (string[])["/", "/tmp", "/var/tmp", "/usr", mount, "/dev/shm", "/run"])
            Assert.False(File.Exists(Path.Combine(folder, name)), folder);
        Assert.Equal(mode, new FileInfo("/dev/null").UnixFileMode);
        Assert.Null(await Runtime.CopyOutAsync(id, "/tmp/possible", Token));
        Assert.Equal("overwritten\n", await ReadAsync(id, mount + "/sentinel"));
        Assert.Equal("x\n", await ReadAsync(id, "/usr/" + name));
        await NothingIsHarmedAsync();
    }

    [Fact]
    public async Task DataFolder_IsNotSeen()
    {
        var (_, output) = await RunAsync($"ls -A '{Data}' '{Options.Scratch}' 2>&1; cat '{Data}/sentinel' 2>&1; exit 0");

        Assert.DoesNotContain("data", output.Replace(Data, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("state", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("65534:65534", "65534:65534")]
    [InlineData("65534", "65534:65534")]
    [InlineData("12345", "12345:0")]
    [InlineData("daemon", "1:1")]
    public async Task User_IsTheContainers(string user, string expected)
    {
        var (_, output) = await RunAsync("echo $(id -u):$(id -g); echo x >/tmp/mine; touch /etc/hosts 2>/dev/null || echo kept", work => work with { User = user });

        Assert.Equal($"{expected}\nkept\n", output);
    }

    [Fact]
    public async Task Output_UnderAHostsLink_AndInAFolderMadeAnew_IsTheTasksOwn()
    {
        var (id, _) = await RunAsync("echo 1 >/var/run/out; rm -rf /etc/alternatives; mkdir /etc/alternatives; echo 2 >/etc/alternatives/new; rm /etc/hosts");

        Assert.Equal("1\n", await ReadAsync(id, "/var/run/out"));
        Assert.Equal("2\n", await ReadAsync(id, "/etc/alternatives/new"));
        Assert.Null(await Runtime.CopyOutAsync(id, "/etc/hosts", Token));
        Assert.Null(await Runtime.CopyOutAsync(id, "/etc/alternatives/awk", Token));
    }

    // Its own pid 1, and no mount that writes to the host: overlays, its own /tmp, and what lives in memory or is read-only.
    private async Task ShowsThatItIsKeptAsync()
    {
        Assert.Contains("each in an overlay of this machine", (await Runtime.InfoAsync(Token)).Description, StringComparison.Ordinal);
        var (_, output) = await RunAsync("cat /proc/1/cmdline | tr '\\0' ' '; echo; cat /proc/self/mountinfo");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("sandbox.sh", lines[0], StringComparison.Ordinal);
        var mounts = lines[1..].Select(line => line.Split(' ')).ToArray();
        Assert.Equal("overlay", TypeOf(mounts.Single(fields => fields[4] == "/")));
        Assert.Equal("overlay", TypeOf(mounts.Single(fields => fields[4] == mount)));
        Assert.All(mounts, fields => Assert.True(
            TypeOf(fields) is "overlay" or "proc" or "devpts" || fields[5].Split(',')[0] == "ro" || (fields[4] == "/tmp" && fields[3].Contains("/boxes/", StringComparison.Ordinal)) || (TypeOf(fields) == "tmpfs" && fields[4] is "/dev" or "/dev/shm"),
            string.Join(' ', fields)));
    }

    private static string TypeOf(string[] mountInfo) => mountInfo[Array.IndexOf(mountInfo, "-") + 1];

    private async Task NothingIsHarmedAsync()
    {
        Assert.Equal("mounted", await File.ReadAllTextAsync(Path.Combine(mount, "sentinel"), Token));
        Assert.Equal("data", await File.ReadAllTextAsync(Path.Combine(Data, "sentinel"), Token));
        Assert.Equal(["sentinel"], Directory.EnumerateFileSystemEntries(mount).Select(Path.GetFileName));
    }

    private static async Task HostAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }
}
