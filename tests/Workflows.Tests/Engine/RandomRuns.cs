using System.Globalization;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Runs of a random workflow: every node name has its own outcome, whatever the order in which they run.</summary>
internal sealed class RandomRuns(int seed)
{
    public RandomWorkflow Workflow { get; } = new(seed);

    public VirtualRun Run(bool reload = false, int slots = int.MaxValue) =>
        Script(new VirtualRun(Workflow.Manifest, "wf") { ReloadAlways = reload, Slots = slots, Limits = new() { ["default/ConfigMap/cm/k"] = 2 } });

    public VirtualRun Script(VirtualRun run)
    {
        run.OutcomeOf = OutcomeOf;
        return run;
    }

    public Outcome OutcomeOf(string name)
    {
        var draw = new Random(HashCode(name) ^ seed);
        return new Outcome
        {
            ExitCode = draw.Next(4) == 0 ? draw.Next(1, 3) : 0,
            Duration = TimeSpan.FromSeconds(draw.Next(0, 5)),
            Result = draw.Next(2) == 0 ? "[1,2]" : "[]",
            Parameters = { ["out"] = draw.Next(3).ToString(CultureInfo.InvariantCulture) },
            OutputError = draw.Next(12) == 0 ? "no file" : null,
        };
    }

    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked((hash * 31) + c));
}
