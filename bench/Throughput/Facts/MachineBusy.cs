using System.Globalization;

namespace Fleet.Throughput.Bench.Facts;

/// <summary>Ticks that the machine's processors were busy and in all (first line of /proc/stat), of every process.</summary>
internal readonly record struct MachineBusy(long Busy, long All)
{
    public static MachineBusy Now()
    {
        // user nice system idle iowait irq softirq steal
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new(ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    /// <summary>Busy share between two readings, 0 to 1.</summary>
    public double ShareUntil(MachineBusy later) => later.All == All ? 0 : (double)(later.Busy - Busy) / (later.All - All);
}
