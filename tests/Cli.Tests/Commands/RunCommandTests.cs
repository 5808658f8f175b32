using System.Text.Json;

namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet run</c> and the reading commands, on the dummy runtime: nothing is needed.</summary>
public sealed class RunCommandTests : IDisposable
{
    private const string Hello = """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: hello
        spec:
          entrypoint: main
          arguments:
            parameters: [{name: who, value: world}]
          templates:
            - name: main
              steps:
                - - name: a
                    template: say
                - - name: b
                    template: say
            - name: say
              metadata:
                annotations: {fleet.dummy/logs: "hello {{workflow.parameters.who}}", fleet.dummy/exit-code: "CODE"}
              container: {image: busybox, command: [echo], args: ["hi"]}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Run_SucceedingWorkflow_ExitsZero_AndIsListedAfterwards()
    {
        Assert.Equal(0, await RunAsync("0", "-p", "who=fleet"));
        Assert.Contains("hello fleet", cli.Out, StringComparison.Ordinal);
        Assert.Contains("Status:              Succeeded", cli.Out, StringComparison.Ordinal);

        Assert.Equal(0, await cli.RunAsync(null, "list", "-o", "name"));
        Assert.Equal("hello", cli.Out.Trim());
        Assert.Equal(0, await cli.RunAsync(null, "logs", "@latest"));
        Assert.Contains("hello fleet", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "wait", "hello"));
        Assert.Equal(0, await cli.RunAsync(null, "delete", "hello"));
        Assert.Equal(1, await cli.RunAsync(null, "get", "hello"));
        Assert.Contains("not found", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailingStep_ExitsOne_AndNamesIt()
    {
        Assert.Equal(1, await RunAsync("3"));
        Assert.Contains("main: Error (exit code 3)", cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("└───✔ b", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_JsonOutput_IsExactlyTheWorkflowObject()
    {
        Assert.Equal(0, await RunAsync("0", "-o", "json"));

        var workflow = JsonSerializer.Deserialize<JsonElement>(cli.Out);
        Assert.Equal("Workflow", workflow.GetProperty("kind").GetString());
        Assert.Equal("Succeeded", workflow.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal("2/2", workflow.GetProperty("status").GetProperty("progress").GetString());
    }

    [Fact]
    public async Task Run_TakenName_BecomesAnother()
    {
        Assert.Equal(0, await RunAsync("0"));
        Assert.Equal(0, await RunAsync("0", "-o", "name"));
        Assert.Equal("hello-2", cli.Out.Trim());
    }

    [Fact]
    public async Task Run_InvalidManifest_ExitsTwo_WithAllErrorsAndLines_AndStoresNothing()
    {
        const string broken = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata:
              generateName: broken-
            spec:
              entrypoint: main
              templates:
                - name: main
                  dag:
                    tasks:
                      - {name: a, template: nowhere}
                      - {name: b, template: say, dependencies: [c]}
                      - {name: c, template: say, dependencies: [b]}
                - name: say
                  container: {image: busybox, comand: [echo]}
            """;

        Assert.Equal(2, await cli.RunAsync(broken, "run", "-", "--runtime", "dummy"));
        Assert.Contains("standard input:15: error:", cli.Error, StringComparison.Ordinal);
        Assert.Contains("comand", cli.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "list"));
        Assert.Contains("No workflows found", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--nonsense")]
    [InlineData("run", "does-not-exist.yaml", "--runtime", "dummy")]
    [InlineData("nonsense")]
    [InlineData("get", "-o", "nonsense", "x")]
    public async Task Usage_Wrong_ExitsTwo(params string[] arguments)
    {
        Assert.Equal(2, await cli.RunAsync(null, arguments));
        Assert.NotEmpty(cli.Error);
    }

    [Fact]
    public async Task Lint_Errors_ExitOne_AndJsonIsALinePerFile()
    {
        var good = cli.FileOf("good.yaml");
        var bad = cli.FileOf("bad.yaml");
        await File.WriteAllTextAsync(good, Hello.Replace("CODE", "0", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(bad, Hello.Replace("template: say", "template: nowhere", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Equal(0, await cli.RunAsync(null, "lint", good));
        Assert.Equal(1, await cli.RunAsync(null, "lint", good, bad, "-o", "json"));

        var lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal([true, false], lines.Select(line => line.GetProperty("ok").GetBoolean()));
        Assert.True(lines[1].GetProperty("errors")[0].GetProperty("line").GetInt32() > 0);
    }

    [Fact]
    public async Task Submit_NoServer_SaysWhatToDo()
    {
        Assert.Equal(1, await cli.RunAsync(Hello, "submit", "-"));
        Assert.Contains("fleet server", cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private Task<int> RunAsync(string exitCode, params string[] more) =>
        cli.RunAsync(Hello.Replace("CODE", exitCode, StringComparison.Ordinal), ["run", "-", "--runtime", "dummy", .. more]);
}
