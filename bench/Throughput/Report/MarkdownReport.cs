using System.Globalization;
using Fleet.Throughput.Bench.Load;

namespace Fleet.Throughput.Bench.Report;

/// <summary>The report that is printed and kept.</summary>
internal static class MarkdownReport
{
    public static string Write(IReadOnlyList<(string Name, string Value)> facts, Summary summary, IReadOnlyList<Verdict> verdicts, IReadOnlyList<(string Process, int Peak, int Present)> memory)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("| | |");
        text.WriteLine("|---|---|");
        foreach (var (name, value) in facts) text.WriteLine($"| {name} | {value} |");
        text.WriteLine();
        text.WriteLine("| slots | tasks | tasks/s | floor/s | of the floor | best | time a task | processor a task (coordinator + worker) | floor's | machine busy |");
        text.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var cell in summary.Cells) text.WriteLine(Line(cell));
        text.WriteLine();
        text.WriteLine("Medians of all rounds. " + string.Join(", ", memory.Select(held => $"{held.Process}: {held.Present} MiB held now, {held.Peak} MiB at most")) + ".");
        text.WriteLine();
        foreach (var verdict in verdicts) text.WriteLine($"- {(verdict.Holds ? "holds" : "**does not hold**")}: {verdict.Sentence}");
        return text.ToString();
    }

    private static string Line(IGrouping<(int Slots, int Tasks), Sample> cell)
    {
        double Of(Func<Sample, double> value) => Summary.Median(cell.Select(value));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {cell.Key.Slots} | {cell.Key.Tasks} | {Of(s => s.Rate):0} | {Of(s => s.FloorRate):0} | {Of(s => s.OfFloor):0.00} | {cell.Max(s => s.Rate):0} | {Of(s => s.PerTask.TotalMicroseconds):0} us | {Of(s => (s.Coordinator / s.Tasks).TotalMicroseconds):0} + {Of(s => (s.Worker / s.Tasks).TotalMicroseconds):0} us | {Of(s => s.FloorCpu.TotalMicroseconds):0} us | {Of(s => s.Busy):P0} |");
    }
}
