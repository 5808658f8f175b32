using System.Globalization;
using System.Runtime.InteropServices;
using RabbitMQ.Client;

namespace Fleet.Throughput.Bench.Facts;

/// <summary>What figures depend on.</summary>
internal static class MachineFacts
{
    public static async Task<IReadOnlyList<(string Name, string Value)>> ReadAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-bench-");
        try
        {
            return
            [
                ("processors", $"{Environment.ProcessorCount} x {Processor()}"),
                ("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024 * 1024.0):0} GiB")),
                ("system", RuntimeInformation.OSDescription),
                (".NET", RuntimeInformation.FrameworkDescription),
                ("broker", await BrokerAsync(options.Broker, cancellationToken)),
                ("store", options.Postgres.Length == 0 ? "SQLite (WAL, synchronous=FULL)" : "PostgreSQL"),
                ("fsync of 4 KiB", string.Create(CultureInfo.InvariantCulture, $"{Fleet.Store.Bench.Floor.Fsync(folder.FullName).TotalMilliseconds:0.000} ms")),
                ("load before", File.ReadAllText("/proc/loadavg").Split(' ')[0]),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static async Task<string> BrokerAsync(Uri broker, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync(cancellationToken);
        return connection.ServerProperties is { } properties && properties.TryGetValue("version", out var version) && version is byte[] text
            ? "RabbitMQ " + System.Text.Encoding.UTF8.GetString(text)
            : "unknown";
    }
}
