using Fleet.Contracts;
using Fleet.Coordinator.Logs;

namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A worker reported on its tasks. The items are independent of each other; starts come before ends, for the sake of the history.</summary>
internal sealed class ReportInput(WorkerReport report) : MessageInput
{
    public override int Weight => 1 + ((report.Started.Count + report.Progress.Count + report.Finished.Count + report.NotStarted.Count) / 4);

    public override ValueTask DecideAsync(Group group)
    {
        foreach (var progress in report.Progress) group.Dispatcher.OnReport(WireMap.Progressed(report, progress), group.Now);
        foreach (var started in report.Started) group.Dispatcher.OnReport(WireMap.Started(report, started), group.Now);
        foreach (var finished in report.Finished)
        {
            group.Dispatcher.OnReport(WireMap.Ended(report, finished), group.Now);
            var stamp = finished.Stamp;
            if (LogStreams.Of(finished) is { } streams) group.Logs[(stamp.Workflow, stamp.Ordinal, stamp.Dispatch)] = streams;
        }

        foreach (var not in report.NotStarted) group.Dispatcher.OnReport(WireMap.NotStarted(report, not), group.Now);
        return ValueTask.CompletedTask;
    }
}
