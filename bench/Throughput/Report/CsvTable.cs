using System.Globalization;
using Fleet.Throughput.Bench.Load;

namespace Fleet.Throughput.Bench.Report;

/// <summary>Every run, for tools.</summary>
internal static class CsvTable
{
    public static string Write(IEnumerable<Sample> samples)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine("slots,tasks,seconds,tasks_per_second,floor_per_second,coordinator_cpu_us_per_task,worker_cpu_us_per_task,floor_cpu_us_per_task,machine_busy");
        foreach (var s in samples)
        {
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Slots},{s.Tasks},{s.Elapsed.TotalSeconds:0.0000},{s.Rate:0.0},{s.FloorRate:0.0},{(s.Coordinator / s.Tasks).TotalMicroseconds:0.0},{(s.Worker / s.Tasks).TotalMicroseconds:0.0},{s.FloorCpu.TotalMicroseconds:0.0},{s.Busy:0.000}"));
        }

        return text.ToString();
    }
}
