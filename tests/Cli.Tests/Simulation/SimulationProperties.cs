using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Cli.Tests.Commands;
using Fleet.Workflows.Tests.Engine;

namespace Fleet.Cli.Tests.Simulation;

/// <summary>Random workflows, simulated and run: a simulation is worth something only as far as it says what a run does. <c>FLEET_CASES</c> times as many in a longer run.</summary>
public sealed class SimulationProperties : IDisposable
{
    private const int Cases = 12;

    private readonly CliRun cli = new();

    [Fact]
    public async Task ASimulation_AndARunWithTheSameOutcomes_GiveTheSameStatus()
    {
        var cases = Cases * (int.TryParse(Environment.GetEnvironmentVariable("FLEET_CASES"), CultureInfo.InvariantCulture, out var times) && times > 0 ? times : 1);
        for (var seed = 1; seed <= cases; seed++)
        {
            var workflow = new RandomWorkflow(seed, steady: true);
            var manifest = Encoding.UTF8.GetString(workflow.Manifest);
            await File.WriteAllTextAsync(cli.FileOf("outcomes.yaml"), workflow.Outcomes, TestContext.Current.CancellationToken);

            var exit = await cli.RunAsync(manifest, "simulate", "-", "--outcomes", cli.FileOf("outcomes.yaml"), "-o", "json", "--name", $"wf-{seed}");
            Assert.True(exit is 0 or 1, $"seed {seed}: {cli.Error}\n{manifest}");
            var simulated = StatusFacts.Of(Status());
            Assert.Equal(exit, await cli.RunAsync(manifest, "run", "-", "--runtime", "dummy", "-q", "-o", "json", "--name", $"wf-{seed}"));
            var ran = StatusFacts.Of(Status());
            Assert.True(ran == simulated, $"seed {seed}\n{manifest}\nonly the run:\n{Rest(ran, simulated)}\nonly the simulation:\n{Rest(simulated, ran)}");
        }
    }

    public void Dispose() => cli.Dispose();

    private static string Rest(string one, string other) => string.Join('\n', one.Split('\n').Except(other.Split('\n')));

    private JsonElement Status() => JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("status");
}
