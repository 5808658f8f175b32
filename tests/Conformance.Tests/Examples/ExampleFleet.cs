using System.Text.Json;
using Fleet.Conformance.Tests.Running;
using Fleet.EndToEnd.Tests;
using Fleet.Workflows.Spec;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>Runs all examples, beside whatever else is run.</summary>
public sealed class ExampleFleet(RunHost host)
{
    private const string Namespace = "default";

    private readonly Dictionary<string, Task<ExampleRun>> runs = new(StringComparer.Ordinal);

    /// <summary>The run of a check; the first call starts all runs.</summary>
    internal async Task<ExampleRun> RunAsync(ExampleCheck check)
    {
        Part.NeedsEngine();
        _ = ExampleLine.All;
        if (runs.Count == 0)
        {
            foreach (var need in ExampleTests.Checks.SelectMany(one => one.Needs))
                await host.ChangeAsync(need);
            var resources = (await host.ApiAsync()).Resources;
            foreach (var document in ExampleTests.Checks.SelectMany(one => one.Stored()).Distinct(StringComparer.Ordinal).SelectMany(Documents))
                await resources.CreateAsync(document.Kind, document.Kind == "ClusterWorkflowTemplate" ? "" : Namespace, JsonSerializer.Deserialize<JsonElement>(document.Json), host.Ended);
            foreach (var one in ExampleTests.Checks)
                runs.Add(one.Title, host.QueueAsync(one.Pace, () => RunOneAsync(one), one.TooSlow));
        }

        return await runs[check.Title].WaitAsync(TestContext.Current.CancellationToken);
    }

    // Those of a text that refer to others come after them.
    private static IEnumerable<SpecDocument> Documents(string text) =>
        WorkflowLoader.Load(text).Documents.OrderBy(document => document.Json.Contains("templateRef", StringComparison.Ordinal));

    private Task<ExampleRun> RunOneAsync(ExampleCheck check) =>
        host.RunAsync(new RunRequest(Namespace, check.Backing(ExampleLine.All[check.Line].Text, host.Backing)) { Parameters = check.Parameters, Act = check.Act });
}
