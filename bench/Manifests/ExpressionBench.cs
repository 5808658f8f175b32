using BenchmarkDotNet.Attributes;
using Fleet.Workflows.Expressions;

namespace Fleet.Bench.Manifests;

/// <summary>Expressions: what parsing costs, and what evaluating one that is parsed costs.</summary>
public class ExpressionBench
{
    private static readonly EvaluationContext Context = new() { Variables = new Dictionary<string, object?> { ["name"] = "fleet", ["count"] = 7L } };

    private Expression _parsed = null!;

    /// <summary>The expression.</summary>
    [Params("1 + 1", "sprig.upper(name) + '-' + string(count * 2)", "filter(map(1..100, # * 2), # % 3 == 0)[0] > count && name matches '^f.*t$'")]
    public string Source { get; set; } = "";

    /// <summary>Parses it once.</summary>
    [GlobalSetup]
    public void Prepare() => _parsed = Expression.Parse(Source);

    /// <summary>Parses.</summary>
    [Benchmark]
    public Expression Parse() => Expression.Parse(Source);

    /// <summary>Evaluates the parsed one.</summary>
    [Benchmark]
    public object? Evaluate() => _parsed.Evaluate(Context);
}
