using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fleet.Bench.Manifests;

// What a manifest costs before its first task runs, and expressions, parsed each time and parsed once.
//   dotnet run -c Release --project bench/Manifests -- --filter '*'              all
//   dotnet run -c Release --project bench/Manifests -- --filter '*Dag*'          the DAGs
//   dotnet run -c Release --project bench/Manifests -- --filter '*' --job short  in about a minute
// In this process: the project's own settings (central versions, warnings as errors) are none of a generated project. The load average stands first, since other work on the machine counts too.
Console.WriteLine($"load average {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "not known")}, {Environment.ProcessorCount} processors");
var job = args.Contains("short") ? Job.ShortRun : Job.Default;
var config = DefaultConfig.Instance
    .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median)
    .WithArtifactsPath(Path.Combine("artifacts", "bench"));
BenchmarkSwitcher.FromAssembly(typeof(DagBench).Assembly).Run([.. args.Where((arg, i) => arg is not ("--job" or "short") && (i == 0 || args[i - 1] != "--job"))], config);
