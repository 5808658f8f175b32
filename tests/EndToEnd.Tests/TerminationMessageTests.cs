using System.Text.Json;
using Fleet.EndToEnd.Tests.Support;

namespace Fleet.EndToEnd.Tests;

/// <summary>Termination messages come from the ended container, whichever the runtime, and stand in the messages of nodes.</summary>
public sealed class TerminationMessageTests : IDisposable
{
    private readonly FleetProcess fleet = new();

    public void Dispose() => fleet.Dispose();

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task Run_FailedTasks_SayWhy(string runtime)
    {
        await Part.NeedsRuntimeAsync(runtime);
        var manifest = await fleet.WriteAsync("wf.yaml", """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {generateName: termination-}
            spec:
              entrypoint: main
              templates:
                - name: main
                  dag: {tasks: [{name: file, template: file}, {name: output, template: output}]}
                - name: file
                  container: {image: alpine:3.23, command: [sh, -c, "printf 'no licence' > /tmp/why; exit 3"], terminationMessagePath: /tmp/why}
                - name: output
                  container: {image: alpine:3.23, command: [sh, -c, "echo one; echo two >&2; exit 4"], terminationMessagePolicy: FallbackToLogsOnError}
            """);

        var (exit, output, error) = await fleet.RunAsync("run", manifest, "--runtime", runtime, "-o", "json");

        Assert.True(exit == 1, $"exit {exit}\n{output}\n{error}");
        var messages = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("status").GetProperty("nodes").EnumerateObject().Select(node => node.Value).Where(node => node.GetProperty("type").GetString() == "Pod")
            .ToDictionary(node => node.GetProperty("displayName").GetString()!, node => node.GetProperty("message").GetString()!, StringComparer.Ordinal);
        Assert.Equal("main: Error (exit code 3): no licence", messages["file"]);
        Assert.StartsWith("main: Error (exit code 4): ", messages["output"], StringComparison.Ordinal);
        Assert.Equal(["one", "two"], messages["output"]["main: Error (exit code 4): ".Length..].Trim().Split('\n').Order(StringComparer.Ordinal));
    }
}
