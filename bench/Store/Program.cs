using Fleet.Store.Bench;

// usage: dotnet run -c Release --project bench/Store -- [CONNECTION...]
// CONNECTION: a file path (SQLite) or a PostgreSQL connection string. None: a temporary SQLite file, and FLEET_TEST_PG if it is set.
// An event is what the end of a task writes: its node, its workflow and one outbox row, with the row before it taken off.
var folder = Directory.CreateTempSubdirectory("fleet-bench-");
try
{
    string[] connections = args.Length > 0
        ? args
        : [Path.Combine(folder.FullName, "fleet.db"), .. Environment.GetEnvironmentVariable("FLEET_TEST_PG") is { Length: > 0 } postgres ? [postgres] : Array.Empty<string>()];
    Console.WriteLine($"floor: one 4 KiB write with fsync takes {Floor.Fsync(folder.FullName).TotalMilliseconds:0.000} ms ({folder.FullName})");
    foreach (var connection in connections)
        await new Measurement(connection).RunAsync(Console.Out);
}
finally
{
    folder.Delete(recursive: true);
}
