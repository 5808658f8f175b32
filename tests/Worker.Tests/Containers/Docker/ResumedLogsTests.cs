using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class ResumedLogsTests
{
    [Fact]
    public void Take_AfterReopening_DropsExactlyWhatWasRead()
    {
        // All pieces of a long line carry one timestamp.
        LogFrame[] all = [Out(1), Out(5), Err(6), Out(7), Out(7), Out(7), Err(8), Out(9)];
        for (var read = 0; read <= all.Length; read++)
        {
            var logs = new ResumedLogs(0);
            var taken = all[..read].Count(frame => logs.Take(frame));
            logs.Reopened();

            var again = all.Where(frame => frame.Nanos >= logs.SinceNanos).Where(frame => logs.Take(frame)).ToArray();

            Assert.Equal(read, taken);
            Assert.Equal(all[read..], again);
        }
    }

    [Fact]
    public void Since_IsTheOlderOfBothStreams_SoThatNoneHasAGap()
    {
        var logs = new ResumedLogs(3);
        logs.Take(Out(5));
        logs.Reopened();
        Assert.Equal(3, logs.SinceNanos);

        logs.Take(Err(4));
        logs.Reopened();
        Assert.Equal(4, logs.SinceNanos);
    }

    [Fact]
    public void Take_TheClockWasSetBack_LosesNothing()
    {
        var logs = new ResumedLogs(0);

        Assert.True(logs.Take(Out(5)));
        Assert.True(logs.Take(Out(2)));
    }

    private static LogFrame Out(long nanos) => new("stdout", nanos, default);

    private static LogFrame Err(long nanos) => new("stderr", nanos, default);
}
