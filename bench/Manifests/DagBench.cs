using System.Text;
using BenchmarkDotNet.Attributes;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Bench.Manifests;

/// <summary>A large DAG: reading with validation, and the first decision (plan of the DAG, first layer of nodes).</summary>
public class DagBench
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Uid = Guid.Parse("00000000-0000-4000-8000-000000000001");

    private string _yaml = "";
    private byte[] _manifest = [];

    /// <summary>Tasks of the DAG.</summary>
    [Params(1_000, 10_000)]
    public int Tasks { get; set; }

    /// <summary>Writes the manifest.</summary>
    [GlobalSetup]
    public void Write()
    {
        _yaml = BigDag.Yaml(Tasks);
        _manifest = Encoding.UTF8.GetBytes(ReadAndValidate());
    }

    /// <summary>Reads and validates the YAML.</summary>
    [Benchmark]
    public string ReadAndValidate()
    {
        var loaded = WorkflowLoader.Load(_yaml, new LoadOptions { NameRequired = true });
        return loaded.IsValid ? loaded.Documents[0].Json : throw new InvalidOperationException(loaded.Errors[0].ToString());
    }

    /// <summary>Plans and decides for the first time.</summary>
    [Benchmark]
    public Decision Plan() => Plan(_manifest);

    /// <summary>Both, as from a submission to the first tasks.</summary>
    [Benchmark]
    public Decision ReadValidateAndPlan() => Plan(Encoding.UTF8.GetBytes(ReadAndValidate()));

    private static Decision Plan(byte[] manifest) => WorkflowEngine.Decide(WorkflowState.Create(manifest, Uid, "big-x", "default", Now), new WorkflowSubmitted(), Now);
}
