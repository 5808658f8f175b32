using System.Globalization;
using Fleet.Throughput.Bench.Load;

namespace Fleet.Throughput.Bench.Report;

/// <summary>The medians of all rounds, and what must hold of them.</summary>
internal sealed class Summary(IReadOnlyList<Sample> samples)
{
    /// <summary>Time per task at the largest size, as a multiple of that at <see cref="FlatFrom"/>.</summary>
    public const double MostGrowth = 1.25;

    /// <summary>Share of the floor that must be reached with <see cref="FloorSlots"/> slots.</summary>
    public const double LeastOfFloor = 0.8;

    public const int FlatFrom = 2_000;
    public const int FloorSlots = 64;

    public IEnumerable<IGrouping<(int Slots, int Tasks), Sample>> Cells => samples.GroupBy(sample => (sample.Slots, sample.Tasks));

    public IEnumerable<int> Slots => samples.Select(sample => sample.Slots).Distinct();

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Only what was measured is judged: other sizes and slots are for looking.</summary>
    public IEnumerable<Verdict> Verdicts()
    {
        var largest = samples.Max(sample => sample.Tasks);
        foreach (var slots in Slots)
        {
            if (largest > FlatFrom && Of(slots, FlatFrom).Any()) yield return Flat(slots, largest);
        }

        foreach (var tasks in samples.Where(sample => sample.Slots == FloorSlots).Select(sample => sample.Tasks).Distinct())
        {
            var share = Median(Of(FloorSlots, tasks).Select(sample => sample.OfFloor));
            yield return new(Text($"{FloorSlots} slots, {tasks} tasks: {share:0.00} of the floor (at least {LeastOfFloor:0.00})"), share >= LeastOfFloor);
        }
    }

    private Verdict Flat(int slots, int largest)
    {
        // Within a round the machine is most alike. Judged is the time alone; what the floor beside each run and the processor time say is for looking.
        var growth = Median(Of(slots, largest).Zip(Of(slots, FlatFrom), (large, small) => large.PerTask / small.PerTask * (large.FloorRate / small.FloorRate)));
        var wall = Median(Of(slots, largest).Zip(Of(slots, FlatFrom), (large, small) => large.PerTask / small.PerTask));
        var cpu = Median(Of(slots, largest).Zip(Of(slots, FlatFrom), (large, small) => large.CpuPerTask / small.CpuPerTask));
        return new(
            Text($"{slots} slots: a task of {largest} takes {wall:0.00} x the time of one of {FlatFrom} (at most {MostGrowth:0.00}); by the floor beside each {growth:0.00} x, processor time {cpu:0.00} x"),
            wall <= MostGrowth);
    }

    private IEnumerable<Sample> Of(int slots, int tasks) => samples.Where(sample => sample.Slots == slots && sample.Tasks == tasks);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
