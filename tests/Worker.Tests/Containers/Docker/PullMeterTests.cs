using Docker.DotNet.Models;
using Fleet.Worker.Containers;
using Fleet.Worker.Containers.Docker;

namespace Fleet.Worker.Tests.Containers.Docker;

public sealed class PullMeterTests
{
    [Fact]
    public void Report_Layers_MakeOneRisingPercentage()
    {
        var seen = new List<double?>();
        var meter = new PullMeter("alpine", progress => seen.Add(progress.Percent));

        Tell(meter, "a", "Pulling fs layer");
        Tell(meter, "b", "Pulling fs layer");
        Tell(meter, "a", "Downloading", 50);
        Tell(meter, "a", "Download complete");
        Tell(meter, "b", "Already exists");
        Tell(meter, "a", "Downloading", 10);
        Tell(meter, "a", "Extracting", 50);
        Tell(meter, "a", "Pull complete");
        meter.Report(new JSONMessage { Status = "Status: Downloaded newer image" });

        Assert.Equal([0, 17, 35, 85, 92, 100], seen);
        Assert.Null(meter.Error);
    }

    [Fact]
    public void Report_Error_IsKept()
    {
        var meter = new PullMeter("alpine", _ => { });

        meter.Report(new JSONMessage { Error = new JSONError { Message = "toomanyrequests" } });

        Assert.Equal("toomanyrequests", meter.Error);
    }

    private static void Tell(PullMeter meter, string layer, string status, long? percent = null) =>
        meter.Report(new JSONMessage { ID = layer, Status = status, Progress = percent is null ? null! : new JSONProgress { Current = percent, Total = 100 } });
}
