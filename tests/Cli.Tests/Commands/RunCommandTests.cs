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
        Assert.Contains("the name hello is taken: this run is called hello-2", cli.Error, StringComparison.Ordinal);
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
    [InlineData("get", "--nonsense")]
    [InlineData("list", "--status", "Nonsense")]
    [InlineData("list", "--running", "--completed")]
    [InlineData("list", "--since", "nonsense")]
    [InlineData("list", "--server", "ftp://nowhere")]
    [InlineData("simulate", "--server", "http://127.0.0.1:1", "x.yaml")]
    [InlineData("lint", "--kinds", "nonsense", "x.yaml")]
    [InlineData("delete")]
    [InlineData("worker")]
    [InlineData("coordinator")]
    [InlineData("logs", "x", "--since-time", "nonsense")]
    public async Task Usage_Wrong_ExitsTwo(params string[] arguments)
    {
        Assert.Equal(2, await cli.RunAsync(null, arguments));
        Assert.NotEmpty(cli.Error);
    }

    [Fact]
    public async Task Run_OnATerminal_ShowsOutputAboveTheTree_AndEndsWithTheWholeWorkflow()
    {
        cli.Terminal = (100, 30);

        Assert.Equal(0, await RunAsync("0"));

        using var screen = new Output.TerminalScreen(100);
        screen.Write(cli.Out);
        Assert.Equal(["a: hello world", "b: hello world"], screen.Rows.Where(row => row.Contains("hello world", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Single(screen.Rows, row => row.StartsWith("Name:", StringComparison.Ordinal));
        Assert.Single(screen.Rows, row => row.StartsWith("STEP", StringComparison.Ordinal));
        Assert.Contains("✔ b", screen.Rows[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Quiet_ShowsOnlyTheLastLinesOfTheFailedStep()
    {
        Assert.Equal(1, await RunAsync("3", "--quiet", "-o", "name"));

        Assert.Equal("hello", cli.Out.Trim());
        Assert.Contains("a Failed: main: Error (exit code 3); its last line:\n  hello world", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("a: hello world", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailedStepWithManyLines_ShowsTheLastTwenty()
    {
        var logs = string.Concat(Enumerable.Range(1, 30).Select(number => $"line {number}\\n"));

        Assert.Equal(1, await cli.RunAsync(Hello.Replace("CODE", "1", StringComparison.Ordinal).Replace("hello {{workflow.parameters.who}}", logs, StringComparison.Ordinal), "run", "-", "--runtime", "dummy", "-q"));

        Assert.Contains("its last 20 lines:\n  line 11\n", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("line 10\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Filters_ChooseByPhaseNameAndLabel()
    {
        Assert.Equal(0, await RunAsync("0", "-l", "team=shop"));
        Assert.Equal(1, await RunAsync("1", "--name", "other"));

        await ListsAsync(["other", "hello"]);
        await ListsAsync(["hello"], "--status", "succeeded");
        await ListsAsync(["other"], "--status", "Failed,Error");
        await ListsAsync(["other", "hello"], "--completed");
        await ListsAsync([], "--running");
        await ListsAsync(["hello"], "-l", "team=shop");
        await ListsAsync(["other"], "--prefix", "oth");
        await ListsAsync(["other", "hello"], "--since", "1h");
        await ListsAsync([], "--older", "1h");
        await ListsAsync([], "-n", "elsewhere");
        await ListsAsync(["other", "hello"], "-A");
    }

    [Fact]
    public async Task List_Wide_CountsPodsAndShowsParameters()
    {
        Assert.Equal(0, await RunAsync("0"));
        Assert.Equal(0, await cli.RunAsync(null, "list", "-o", "wide"));

        var lines = cli.Out.Split('\n');
        Assert.Matches("^NAME +STATUS +AGE +DURATION +PRIORITY +MESSAGE +P/R/C +PARAMETERS$", lines[0]);
        Assert.Matches("^hello +Succeeded +.* 0/0/2 +who=world$", lines[1]);
    }

    [Fact]
    public async Task List_JsonAndYaml_HoldTheNodes()
    {
        Assert.Equal(0, await RunAsync("0"));

        Assert.Equal(0, await cli.RunAsync(null, "list", "-o", "json"));
        Assert.Equal(5, JsonSerializer.Deserialize<JsonElement>(cli.Out)[0].GetProperty("status").GetProperty("nodes").EnumerateObject().Count());
        Assert.Equal(0, await cli.RunAsync(null, "list", "-o", "yaml"));
        Assert.StartsWith("- apiVersion: argoproj.io/v1alpha1", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_Options_ChooseLines()
    {
        Assert.Equal(0, await cli.RunAsync(Hello.Replace("CODE", "0", StringComparison.Ordinal).Replace("hello {{workflow.parameters.who}}", "one\\ntwo\\nthree", StringComparison.Ordinal), "run", "-", "--runtime", "dummy"));

        await LogsAsync(["one", "two", "three", "one", "two", "three"]);
        await LogsAsync(["three", "three"], "--tail", "1");
        await LogsAsync(["two", "three", "two", "three"], "--grep", "^t");
        await LogsAsync(["one", "two", "three", "one", "two", "three"], "--since", "1h", "-f");
        await LogsAsync([], "--since-time", "2999-01-01T00:00:00Z");
        Assert.Equal(0, await cli.RunAsync(null, "logs", "hello", "--timestamps"));
        Assert.Matches(@"^hello-say-\d+: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z one\n", cli.Out);
        var pod = cli.Out[..cli.Out.IndexOf(':', StringComparison.Ordinal)];
        Assert.Equal(0, await cli.RunAsync(null, "logs", "hello", pod));
        Assert.Equal("one\ntwo\nthree\n", cli.Out);
        Assert.Equal(1, await cli.RunAsync(null, "logs", "hello", "absent"));
        Assert.Contains("no pod and no node 'absent'", cli.Error, StringComparison.Ordinal);
        Assert.Equal(1, await cli.RunAsync(null, "logs", "hello", "-c", "other"));
        Assert.Contains("no template of workflow hello has a container 'other'; it has main.", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_Filters_ChooseWorkflows_AndDryRunKeepsThem()
    {
        Assert.Equal(0, await RunAsync("0"));
        Assert.Equal(0, await RunAsync("0"));
        Assert.Equal(0, await RunAsync("0", "--name", "other"));

        Assert.Equal(0, await cli.RunAsync(null, "delete", "--all", "--dry-run"));
        Assert.Equal(3, cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(0, await cli.RunAsync(null, "delete", "--completed", "--older", "1h"));
        Assert.Empty(cli.Out);
        Assert.Equal(0, await cli.RunAsync(null, "delete", "--prefix", "hello"));
        await ListsAsync(["other"]);
        Assert.Equal(0, await cli.RunAsync(null, "delete", "--completed"));
        await ListsAsync([]);
    }

    [Fact]
    public async Task Resubmitted_ChoosesThoseThatWereMadeOfOthers()
    {
        Assert.Equal(0, await RunAsync("0"));
        Assert.Equal(0, await RunAsync("0", "--name", "again", "-l", "workflows.argoproj.io/resubmitted-from-workflow=hello,team=a"));
        Assert.Equal(0, await RunAsync("0", "--name", "more", "-l", "workflows.argoproj.io/resubmitted-from-workflow=hello,team=b"));

        await ListsAsync(["more", "again"], "--resubmitted", "--chunk-size", "1");
        await ListsAsync(["again"], "--resubmitted", "-l", "team=a", "--chunk-size", "0");
        Assert.Equal(2, await cli.RunAsync(null, "list", "--chunk-size", "-1"));
        Assert.Equal(0, await cli.RunAsync(null, "delete", "--resubmitted"));
        await ListsAsync(["hello"]);
    }

    [Fact]
    public async Task Submit_NoServer_SaysWhatToDo()
    {
        Assert.Equal(1, await cli.RunAsync(Hello, "submit", "-"));
        Assert.Contains("fleet server", cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private async Task ListsAsync(string[] names, params string[] filter)
    {
        Assert.Equal(0, await cli.RunAsync(null, ["list", "-o", "name", .. filter]));
        Assert.Equal(names, cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task LogsAsync(string[] lines, params string[] options)
    {
        Assert.Equal(0, await cli.RunAsync(null, ["logs", "hello", .. options]));
        Assert.Equal(lines, cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)[1]));
    }

    private Task<int> RunAsync(string exitCode, params string[] more) =>
        cli.RunAsync(Hello.Replace("CODE", exitCode, StringComparison.Ordinal), ["run", "-", "--runtime", "dummy", .. more]);
}
