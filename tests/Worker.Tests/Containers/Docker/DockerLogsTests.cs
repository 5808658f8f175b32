using System.Text;
using Docker.DotNet.Models;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Tests.Containers.Docker;

/// <summary>Logs of a real engine.</summary>
public sealed class DockerLogsTests : DockerTest
{
    [Fact]
    public async Task LongLine_ComesInPieces_AndIsWhole()
    {
        var end = await RunAsync(Shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo short; printf tail"));

        var frames = await LogsAsync(end.Id, 0);

        Assert.Equal(new string('x', 100_000) + "\nshort\ntail", string.Concat(frames.Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span))));
        Assert.True(frames.Count > 3, $"{frames.Count} frames");
    }

    [Fact]
    public async Task BytesThatAreNoText_ComeUnchanged()
    {
        var end = await RunAsync(Shell("printf '\\377\\376\\000\\001 \\n'"));

        var frame = Assert.Single(await LogsAsync(end.Id, 0));

        // The json-file driver keeps text: what is no UTF-8 becomes U+FFFD, the line itself is kept.
        Assert.Equal((byte)'\n', frame.Bytes.Span[^1]);
        Assert.Equal((byte)' ', frame.Bytes.Span[^2]);
    }

    [Fact]
    public async Task ManyLines_FollowedWhileTheyAreWritten_NoneLostNoneDoubled()
    {
        const int count = 20_000;
        var id = await StartAsync(Shell($"i=0; while [ $i -lt {count} ]; do echo $i; i=$((i+1)); done"));

        var lines = (await LogsAsync(id, 0)).Select(frame => Encoding.UTF8.GetString(frame.Bytes.Span).TrimEnd('\n'));

        Assert.Equal(Enumerable.Range(0, count).Select(number => number.ToString()), lines);
    }

    [Fact]
    public async Task Rotation_WhileItIsFollowed_NoneLostNoneDoubled()
    {
        const int count = 40_000;
        // Written faster than it is read, in many small files; longer lines come in pieces.
        var created = await Client.Containers.CreateContainerAsync(
            new CreateContainerParameters
            {
                Image = DockerHarness.Alpine,
                Cmd = ["sh", "-c", $"seq 1 {count / 2}; sleep 1; head -c 50000 /dev/zero | tr '\\0' x; echo; seq {(count / 2) + 1} {count}; echo e >&2"],
                Labels = new Dictionary<string, string> { [ContainerLabels.Fleet] = FleetId.ToString("D") },
                HostConfig = new HostConfig { LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string> { ["max-size"] = "100k", ["max-file"] = "200" } } },
            },
            Token);
        await Client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), Token);

        var frames = await LogsAsync(created.ID, 0);

        var lines = string.Concat(frames.Where(frame => frame.Stream == "stdout").Select(Text)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(1, count / 2).Select(number => $"{number}").Append(new string('x', 50_000)).Concat(Enumerable.Range((count / 2) + 1, count / 2).Select(number => $"{number}")), lines);
        Assert.Equal("e\n", Text(Assert.Single(frames, frame => frame.Stream == "stderr")));
    }

    [Fact]
    public async Task Resumed_AtEveryLine_LosesNone()
    {
        var end = await RunAsync(Shell("for i in 1 2 3 4 5 6 7 8 9; do echo $i; echo e$i >&2; done"));
        var all = await LogsAsync(end.Id, 0);

        foreach (var frame in all)
        {
            var rest = await LogsAsync(end.Id, frame.Nanos);
            Assert.Equal(all.Where(other => other.Nanos >= frame.Nanos).Select(Text).Order(), rest.Select(Text).Order());
        }
    }

    [Fact]
    public async Task Terminal_HasOneStream_LineByLine()
    {
        var end = await RunAsync(Shell("echo one; echo two >&2; head -c 40000 /dev/zero | tr '\\0' y; echo") with { Tty = true });

        var frames = await LogsAsync(end.Id, 0);

        Assert.All(frames, frame => Assert.Equal("stdout", frame.Stream));
        Assert.Equal("one\r\ntwo\r\n" + new string('y', 40_000) + "\r\n", string.Concat(frames.Select(Text)));
    }

    [Fact]
    public async Task NotStarted_HasNone()
    {
        var id = await CreateAsync(Shell("echo never"));

        Assert.Empty(await LogsAsync(id, 0));
    }

    private static string Text(LogFrame frame) => Encoding.UTF8.GetString(frame.Bytes.Span);
}
