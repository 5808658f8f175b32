namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>One container or script; parameters and expressions around it.</summary>
internal static class SimpleChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("image-pull-secrets", run => Assert.Equal("hello world", run.Log(run.Root))),
        new("hello-world", run =>
        {
            Assert.Equal(("Pod", run.Name), (Assert.Single(run.Nodes).Type, run.Nodes[0].DisplayName));
            Assert.Equal("hello world", run.Log(run.Root));
        }),
        new("arguments-parameters", run =>
        {
            Assert.Equal("hello world", run.Root.Input("message"));
            Assert.Equal("hello world", run.Log(run.Root));
        }),
        new("arguments-parameters", run => Assert.Equal("bye", run.Log(run.Root))) { Parameters = new Dictionary<string, string> { ["message"] = "bye" } },
        new("global-parameters", run => Assert.Equal("hello world", run.Log(run.Root))),
        new("dns-config", run => Assert.Equal("hello world", run.Log(run.Root))),
        new("node-selector", run => Assert.Contains("Linux", run.Log(run.Root), StringComparison.Ordinal)),
        new("pod-metadata-wf-field", run =>
        {
            var labels = Assert.Single(run.Containers).Labels;
            Assert.Equal(("print-message", "demo"), (labels["app"], labels["tier"]));
        }),
        new("colored-logs", run =>
        {
            var lines = run.Logs[run.Root.Id].ToList();
            Assert.Equal(99, lines.Count);
            Assert.Contains(lines, line => line.StartsWith("\u001b[", StringComparison.Ordinal) && line.EndsWith("\u001b[0m", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.Matches("^(No Color|\u001b\\[[34][0-7]m[BF]G [A-Z][a-z]+\u001b\\[0m)$", line));
        }) { Long = true },
        new("expression-destructure-json-complex", run =>
        {
            Assert.Equal("[43]", run.Root.Input("a"));
            Assert.Equal("[43]", run.Root.Input("b"));
            Assert.Equal("""[{"age":43,"name":"Baris"}]""", run.Root.Input("c"));
            Assert.Equal("""["Baris","Mo","Jai"]""", run.Root.Input("d"));
            Assert.Equal("""[43][43][{"age":43,"name":"Baris"}]["Baris","Mo","Jai"]""", run.Log(run.Root));
        }),
        new("dag-inline-workflow", run =>
        {
            Assert.Equal("Succeeded", run["a"].Phase);
            Assert.Equal("hello argo", run.Log("a"));
        }),
        new("scripts-bash", run => AssertPrintsBetween(run, int.MinValue, int.MaxValue)),
        new("scripts-javascript", run => AssertPrintsBetween(run, 0, 99)),
        new("scripts-python", run => AssertPrintsBetween(run, 1, 100)),
    ];

    private static void AssertPrintsBetween(ExampleRun run, int least, int most)
    {
        var result = run["generate"].Result;
        Assert.InRange(int.Parse(result!, System.Globalization.CultureInfo.InvariantCulture), least, most);
        Assert.Equal($"result was: {result}", run.Log("print"));
        run.AssertAfter("print", "generate");
    }
}
