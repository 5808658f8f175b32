using System.Globalization;
using System.Text;
using System.Text.Json;
using Fleet.Cli.Hosting;
using Fleet.Cli.Output;
using Fleet.Cli.Tests.Commands;
using Fleet.Contracts;
using Fleet.Coordinator.Api;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Submission;
using Fleet.Worker.Containers.Dummy;
using Fleet.Worker.Hosting;
using Fleet.Workflows.Engine;
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
        for (var seed = 1; seed <= Number; seed++)
        {
            var workflow = new RandomWorkflow(seed, steady: true);
            var (simulated, exit) = await SimulateAsync(seed, workflow, "");

            Assert.Equal(exit, await cli.RunAsync(Text(workflow), "run", "-", "--runtime", "dummy", "-q", "-o", "json", "--name", $"wf-{seed}"));
            Equal(seed, workflow, simulated, Status());
        }
    }

    [Fact]
    public async Task ASimulation_AndARun_OfAWorkflowThatIsRetriedByHand_GiveTheSameStatus()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(
            new EmbeddedOptions
            {
                Store = cli.FileOf("fleet.db"),
                Logs = cli.FileOf("logs"),
                Coordinator = new CoordinatorOptions(),
                Worker = new WorkerOptions { Id = "dummy", Runtime = new DummyRuntime(new DummyEngine(TimeProvider.System)), Slots = 8 },
            },
            new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = Stream.Null, IsTerminal = false, Size = () => (80, 24), Variable = _ => null },
            TestContext.Current.CancellationToken);
        await fleet.Leadership.WhenLeadingAsync(TestContext.Current.CancellationToken);
        var retried = 0;
        for (var seed = 1; seed <= Number; seed++)
        {
            var workflow = new RandomWorkflow(seed, steady: true);
            // Whatever failed, and in every third one a call whose nodes run again even if they succeeded.
            var (retry, asked) = seed % 3 == 0
                ? (new RetryRequested(true, "displayName=n000", new Dictionary<string, string>()), ", restartSuccessful: true, nodeFieldSelector: displayName=n000")
                : (new RetryRequested(false, null, new Dictionary<string, string>()), "");
            var (simulated, _) = await SimulateAsync(seed, workflow, $"at:\n- {{after: wf-{seed}, do: retry{asked}}}\n");

            var accepted = (await fleet.Submissions.SubmitAsync(new SubmitWorkflow { Yaml = Text(workflow), Name = $"wf-{seed}" }, new SubmissionOptions(), TestContext.Current.CancellationToken)).Workflow!;
            await EndAsync(fleet, accepted.Uid);
            try
            {
                await fleet.Api.Workflows.RequestAsync("default", accepted.Name, retry, TestContext.Current.CancellationToken);
                retried++;
            }
            catch (ApiException)
            {
                // It succeeded, or has no such call: so the simulation said.
                Assert.Contains("warning", cli.Error, StringComparison.Ordinal);
            }

            await EndAsync(fleet, accepted.Uid);
            Equal(seed, workflow, simulated, (await fleet.Api.Workflows.GetAsync("default", accepted.Name, null, TestContext.Current.CancellationToken)).GetProperty("status"));
        }

        Assert.InRange(retried, Number / 3, Number);
    }

    public void Dispose() => cli.Dispose();

    private static int Number => Cases * (int.TryParse(Environment.GetEnvironmentVariable("FLEET_CASES"), CultureInfo.InvariantCulture, out var times) && times > 0 ? times : 1);

    private static string Text(RandomWorkflow workflow) => Encoding.UTF8.GetString(workflow.Manifest);

    private static async Task EndAsync(EmbeddedFleet fleet, Guid uid)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (await fleet.Store.FindAsync(uid, limit.Token) is not { FinishedAt: not null })
            await Task.Delay(5, limit.Token);
    }

    private async Task<(string Facts, int Exit)> SimulateAsync(int seed, RandomWorkflow workflow, string actions)
    {
        await File.WriteAllTextAsync(cli.FileOf("outcomes.yaml"), workflow.Outcomes + actions, TestContext.Current.CancellationToken);
        var exit = await cli.RunAsync(Text(workflow), "simulate", "-", "--outcomes", cli.FileOf("outcomes.yaml"), "-o", "json", "--name", $"wf-{seed}");
        Assert.True(exit is 0 or 1, $"seed {seed}: {cli.Error}\n{Text(workflow)}");
        return (StatusFacts.Of(Status()), exit);
    }

    private static void Equal(int seed, RandomWorkflow workflow, string simulated, JsonElement status)
    {
        var ran = StatusFacts.Of(status);
        Assert.True(ran == simulated, $"seed {seed}\n{Text(workflow)}\nonly the run:\n{Rest(ran, simulated)}\nonly the simulation:\n{Rest(simulated, ran)}");
    }

    private static string Rest(string one, string other) => string.Join('\n', one.Split('\n').Except(other.Split('\n')));

    private JsonElement Status() => JsonSerializer.Deserialize<JsonElement>(cli.Out).GetProperty("status");
}
