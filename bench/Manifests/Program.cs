using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fleet.Bench.Manifests;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

// What a manifest costs before its first task runs: reading with validation, and the first decision (plan of the DAG, first layer of nodes). Then expressions, parsed each time and parsed once.
// Each figure is the median of the rounds; the load average stands beside it, since other work on the machine counts too.
int[] sizes = args.Length > 0 ? [.. args.Select(a => int.Parse(a, CultureInfo.InvariantCulture))] : [1_000, 10_000];
const int Rounds = 5;
Say($"load average {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "not known")}, {Environment.ProcessorCount} processors");
_ = Manifest(500);
foreach (var size in sizes)
{
    var rounds = Enumerable.Range(0, Rounds).Select(_ => Manifest(size)).ToArray();
    Say($"DAG of {size,6} tasks, {BigDag.Yaml(size).Length / 1024,5} KiB: read and validate {Median(rounds, r => r.Load),7:F0} ms, plan and first decision {Median(rounds, r => r.Plan),7:F0} ms, together {Median(rounds, r => r.Load + r.Plan),7:F0} ms ({Median(rounds, r => r.Processor),7:F0} ms of processor)");
}

foreach (var source in (string[])["1 + 1", "sprig.upper(name) + '-' + string(count * 2)", "filter(map(1..100, # * 2), # % 3 == 0)[0] > count && name matches '^f.*t$'"])
{
    const int Times = 20_000;
    var context = new EvaluationContext { Variables = new Dictionary<string, object?> { ["name"] = "fleet", ["count"] = 7L } };
    var parsed = Expression.Parse(source);
    for (var i = 0; i < Times / 10; i++)
        _ = Expression.Parse(source).Evaluate(context);
    var parse = Each(Times, () => Expression.Parse(source));
    var evaluate = Each(Times, () => parsed.Evaluate(context));
    Say($"expression {source}: parse {parse,7:F2} us, evaluate {evaluate,7:F2} us");
}

static (double Load, double Plan, double Processor) Manifest(int size)
{
    var yaml = BigDag.Yaml(size);
    var before = Environment.CpuUsage.TotalTime;
    var watch = Stopwatch.StartNew();
    var loaded = WorkflowLoader.Load(yaml, new LoadOptions { NameRequired = true });
    var load = watch.Elapsed.TotalMilliseconds;
    if (!loaded.IsValid)
        throw new InvalidOperationException(loaded.Errors[0].ToString());
    watch.Restart();
    var now = new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    var state = WorkflowState.Create(Encoding.UTF8.GetBytes(loaded.Documents[0].Json), Guid.Parse("00000000-0000-4000-8000-000000000001"), "big-x", "default", now);
    WorkflowEngine.Decide(state, new WorkflowSubmitted(), now);
    return (load, watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
}

static double Median<T>(T[] rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Length / 2);

static double Each(int times, Func<object?> run)
{
    var watch = Stopwatch.StartNew();
    for (var i = 0; i < times; i++)
        _ = run();
    return watch.Elapsed.TotalMicroseconds / times;
}

static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
