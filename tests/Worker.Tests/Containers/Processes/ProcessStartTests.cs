using Fleet.Contracts;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Processes;

namespace Fleet.Worker.Tests.Containers.Processes;

/// <summary>What a task of the process runtime sees when it starts, on whatever rung this machine has.</summary>
public sealed class ProcessStartTests : ProcessTest
{
    [Fact]
    public async Task Task_OfParallelOnes_DoNotSeeEachOthersFiles()
    {
        var first = await StartAsync("while :; do sleep 0.1; done");
        var second = await StartAsync("while :; do sleep 0.1; done");

        Assert.Equal(0, await Runtime.ExecAsync(first, ["sh", "-c", "mkdir -p /shared && echo first >/shared/value && echo first >/tmp/value"], Token));
        Assert.Equal(0, await Runtime.ExecAsync(second, ["sh", "-c", "test ! -e /shared && test ! -e /tmp/value && mkdir /shared && echo second >/shared/value && echo second >/tmp/value"], Token));

        Assert.Equal(0, await Runtime.ExecAsync(first, ["grep", "-qx", "first", "/shared/value", "/tmp/value"], Token));
        Assert.Equal("first\n", await ReadAsync(first, "/shared/value"));
        Assert.Equal("second\n", await ReadAsync(second, "/tmp/value"));
        Assert.False(Directory.Exists("/shared"));
    }

    [Fact]
    public async Task Environment_IsTheContainersOwn_WithoutFleetsSecrets()
    {
        Environment.SetEnvironmentVariable("FLEET_TEST_SECRET", "of-fleet");
        var (_, output) = await RunAsync("""env; printf '%s|' "$ODD"; tr '\0' ' ' </proc/1/cmdline""", work => work with
        {
            Env = [new("PLAIN", "1"), new("ODD", "it's \"odd\" $HOME `id` \\ \n*"), new("TOKEN", "hush", Secret: true)],
            WorkingDir = "/tmp/made/for/it",
        });

        Assert.DoesNotContain("of-fleet", output, StringComparison.Ordinal);
        var lines = output.Split('\n');
        foreach (var line in (string[])["PLAIN=1", "TOKEN=hush", "PWD=/tmp/made/for/it"])
            Assert.Contains(line, lines);
        Assert.Contains("it's \"odd\" $HOME `id` \\ \n*|", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", output[output.IndexOf('|', StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_OfAProgramThatIsNoShell_HasNamesOfAnyKind()
    {
        var (_, output) = await RunAsync("", work => work with { Command = ["env"], Args = null, Env = [new("with.dots", "1"), new("with-dash", "2", Secret: true)] });

        Assert.Contains("with.dots=1", output.Split('\n'));
        Assert.Contains("with-dash=2", output.Split('\n'));
        Assert.DoesNotContain("OLDPWD", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_AreThoseOfAnOrdinaryProcess()
    {
        var (_, output) = await RunAsync("grep SigIgn /proc/self/status; yes | head -n 1; grep -c . /proc/1/cmdline");

        Assert.Matches("^SigIgn:\\s0+\ny\n", output);
    }

    [Fact]
    public async Task Command_ThatIsNotThere_Gives127AndSaysSo()
    {
        var id = await StartAsync(Spec(Work("") with { Command = ["no-such-program"], Args = null }));

        Assert.Equal(127, (await Runtime.WaitAsync(id, Token))!.ExitCode);
        Assert.Contains("no-such-program", Text(await FramesAsync(Runtime, id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_WithAnEqualsSign_IsACommand()
    {
        var id = await StartAsync(Spec(Work("") with { Command = ["/tmp/a=b", "c=d"], Args = ["e"], Files = [new FileWork("/tmp/a=b", "#!/bin/sh\necho \"$@\"\n"u8.ToArray(), 0b111_101_101)] }));

        await Runtime.WaitAsync(id, Token);
        Assert.Equal("c=d e\n", Text(await FramesAsync(Runtime, id)));
    }

    [Fact]
    public async Task Prepare_OfWhatCannotBeHonoured_IsRefusedOrSaidOnce()
    {
        var log = new ListLogger();
        await using var runtime = new ProcessRuntime(Options, log, TimeProvider.System);
        var limited = Spec(Work("true") with { CpuLimit = 1, MemoryLimit = 1 << 20, Tty = true });

        await runtime.PrepareAsync(limited, null, Token);
        await runtime.PrepareAsync(limited, null, Token);

        Assert.Equal(["limits of CPU and memory are not enforced for local processes", "local processes have no terminal: tty is not honoured"], log.Lines);
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.PrepareAsync(Spec(Work("true") with { Privileged = true }), null, Token));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Spec(Work("true") with { WorkingDir = "relative" }), Token));
        await Assert.ThrowsAsync<ContainerRefusedException>(() => runtime.CreateAsync(Spec(Work("true\0")), Token));
    }
}
