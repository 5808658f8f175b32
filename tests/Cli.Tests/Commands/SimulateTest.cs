using System.Text;
using System.Text.Json;
using Fleet.Workflows.Simulation;

namespace Fleet.Cli.Tests.Commands;

/// <summary>Workflows and outcomes for tests of <c>fleet simulate</c>.</summary>
public abstract class SimulateTest : IDisposable
{
    // A, then B and C side by side, then D.
    protected const string Diamond = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {generateName: diamond-}
        spec:
          entrypoint: main
          templates:
            - name: main
              dag:
                tasks:
                  - {name: A, template: work}
                  - {name: B, template: work, depends: A}
                  - {name: C, template: work, depends: A}
                  - {name: D, template: work, depends: B && C}
            - name: work
              container: {image: busybox}
        """;

    protected const string Retried = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: retried}
        spec:
          entrypoint: main
          onExit: bye
          templates:
            - name: main
              steps:
                - - {name: flaky, template: flaky}
                - - {name: last, template: work}
            - name: flaky
              retryStrategy: {limit: "2", retryPolicy: Always, backoff: {duration: "10", factor: 2}}
              container: {image: busybox}
            - name: work
              container: {image: busybox}
            - name: bye
              container: {image: busybox}
        """;

    protected const string Approval = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: approval}
        spec:
          entrypoint: main
          templates:
            - name: main
              steps:
                - - {name: approve, template: approve}
                - - {name: apply, template: apply}
            - name: approve
              suspend: {}
            - name: apply
              container: {image: busybox}
        """;

    protected const string Work = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: work}
        spec:
          entrypoint: main
          templates:
            - name: main
              dag: {tasks: [{name: A, template: task}, {name: B, template: task}, {name: C, template: task}]}
            - name: task
              container: {image: busybox}
        """;

    private protected CliRun Cli { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Cli.Dispose();
    }

    protected async Task<int> SimulateAsync(string manifest, string? outcomes, params string[] options) =>
        await Cli.RunAsync(manifest, ["simulate", "-", .. outcomes is null ? [] : new[] { "--outcomes", await Cli.WriteAsync("outcomes.yaml", outcomes) }, .. options]);

    protected JsonElement Status() => JsonSerializer.Deserialize<JsonElement>(Cli.Out).GetProperty("status");

    protected static IEnumerable<JsonElement> Nodes(JsonElement status) => status.GetProperty("nodes").EnumerateObject().Select(node => node.Value);

    protected static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    protected static string Example(string name) => Path.Combine(Root(), "examples", name);

    protected static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fleet.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
