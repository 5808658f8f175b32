using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Fleet.Artifacts.Bench;

// bench/Artifacts -- SERVER [--mib N] [--rounds N]: one file as an artifact without an archive, and by the S3 client's own transfer utility, in turns. SERVER is http://KEY:SECRET@HOST:PORT.
// bench/Artifacts -- SERVER --files N [--azure] [--delay MS]: a folder of N files of 2 KiB, not packed, stored and loaded; --delay makes the way to the server longer.
if (args.Length == 0 || !Uri.TryCreate(args[0], UriKind.Absolute, out var server) || server.UserInfo.Length == 0)
{
    Console.Error.WriteLine("bench/Artifacts -- http://KEY:SECRET@HOST:PORT [--mib N] [--rounds N] | --files N [--azure] [--delay MS]");
    return 2;
}

if (Number("--files", 0) is > 0 and var files)
{
    await OfTreesAsync(files, Number("--delay", 0));
    return 0;
}

var (mib, rounds) = (Number("--mib", 2048), Number("--rounds", 3));
var path = Path.Combine(Path.GetTempPath(), $"fleet-bench-{Environment.ProcessId}");
try
{
    await WriteAsync(path, mib);
    await using var uploads = await Uploads.OpenAsync(server, path);
    // Not counted: connections, code that is compiled.
    await uploads.OfFleetAsync("warm-up");
    await uploads.OfUtilityAsync("warm-up");
    var (fleet, utility) = (new List<double>(), new List<double>());
    for (var round = 0; round < rounds; round++)
    {
        utility.Add(await TimedAsync(() => uploads.OfUtilityAsync("utility")));
        fleet.Add(await TimedAsync(() => uploads.OfFleetAsync("fleet")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}: transfer utility {mib / utility[^1]:0} MiB/s, Fleet {mib / fleet[^1]:0} MiB/s, ratio {utility[^1] / fleet[^1]:0.00}"));
        await uploads.CheckAsync("fleet");
        await uploads.RemoveAsync();
    }

    // Of each round by itself: what else the machine does drifts.
    var ratio = Median([.. utility.Zip(fleet, (one, other) => one / other)]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mib} MiB, parts of {Uploads.PartBytes >> 20} MiB, {Uploads.AtOnce} at once: transfer utility {mib / Median(utility):0} MiB/s, Fleet {mib / Median(fleet):0} MiB/s, ratio of a round {ratio:0.00} (at least 0.7 is asked for); peak memory of this process {Peak()} MiB"));
    return ratio >= 0.7 ? 0 : 1;
}
finally
{
    File.Delete(path);
}

int Number(string option, int otherwise) => Array.IndexOf(args, option) is > 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

async Task OfTreesAsync(int count, int delay)
{
    var folder = Directory.CreateTempSubdirectory("fleet-bench-").FullName;
    try
    {
        await using var away = delay > 0 ? new FarAway(server, TimeSpan.FromMilliseconds(delay)) : null;
        var trees = new Trees(await Trees.OpenAsync(server, args.Contains("--azure"), away?.Address ?? new Uri(server.GetLeftPart(UriPartial.Scheme) + server.Authority)), folder, count);
        await trees.WriteAsync();
        var stored = await TimedAsync(() => trees.StoreAsync("tree"));
        var loaded = await TimedAsync(() => trees.LoadAsync("tree"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} files of 2 KiB, {delay} ms away: stored in {stored:0.0} s ({count / stored:0} files/s), loaded in {loaded:0.0} s ({count / loaded:0} files/s); peak memory of this process {Peak()} MiB"));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

static async Task<double> TimedAsync(Func<Task> call)
{
    var begun = Stopwatch.GetTimestamp();
    await call();
    return Stopwatch.GetElapsedTime(begun).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static long Peak() => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

static async Task WriteAsync(string path, int mib)
{
    await using var file = File.Create(path);
    var block = new byte[1 << 20];
    for (var i = 0; i < mib; i++)
    {
        RandomNumberGenerator.Fill(block);
        await file.WriteAsync(block);
    }
}
