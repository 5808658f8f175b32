using System.Text.Json;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary><c>withItems</c>, <c>withParam</c>, <c>withSequence</c> and what is collected from them.</summary>
internal static class LoopChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("loops", run =>
        {
            run.AssertItems("print-message-loop", "0:hello world", "1:goodbye world");
            Assert.Equal("goodbye world", run.Log("print-message-loop(1:goodbye world)"));
        }),
        new("loops-dag", run =>
        {
            Assert.Equal("TaskGroup", run["B"].Type);
            run.AssertItems("B", "0:foo", "1:bar", "2:baz");
            run.AssertAfter("B", "A");
            run.AssertAfter("C", "B(0:foo)", "B(1:bar)", "B(2:baz)");
        }),
        new("loops-sequence", run =>
        {
            run.AssertItems("sequence-count", "0:0", "1:1", "2:2", "3:3", "4:4");
            run.AssertItems("sequence-start-end", "0:100", "1:101", "2:102", "3:103", "4:104", "5:105");
            run.AssertItems("sequence-param", "0:200", "1:201", "2:202");
            run.AssertItems("sequence-negative", "0:5", "1:4", "2:3", "3:2", "4:1", "5:0");
            run.AssertItems("sequence-format", "0:testuser00", "1:testuser01", "2:testuser02", "3:testuser03", "4:testuser04");
            Assert.Single(run.Nodes, node => node.Type == "StepGroup");
            Assert.Equal("testuser04", run.Log("sequence-format(4:testuser04)"));
        }),
        new("loops-param-result", run =>
        {
            run.AssertItems("sleep", [.. Enumerable.Range(0, 11).Select(i => $"{i}:{20 + i}")]);
            Assert.Equal($"[{string.Join(", ", Enumerable.Range(20, 11))}]", run["generate"].Result);
            Assert.Equal("sleeping for 30 seconds\ndone", run.Log("sleep(10:30)"));
        }) { Long = true },
        new("loops-arbitrary-sequential-steps", run =>
        {
            const string failing = "unit-step(3:exit_code:1,message:will fail and stop here)";
            run.AssertItems("unit-step", "0:exit_code:0,message:succeeds 1", "1:exit_code:0,message:succeeds 2", "2:exit_code:0,message:succeeds 3", "3:exit_code:1,message:will fail and stop here");
            Assert.Equal(["Succeeded", "Succeeded", "Succeeded", "Failed"], run.Pods.Select(pod => pod.Phase));
            Assert.Equal("will fail and stop here", run.Log(failing));
            Assert.Equal("template has failed or errored children and failFast enabled", run.Root.Message);
            Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers));
        }),
        new("parameter-aggregation", run =>
        {
            AssertAggregation(run);
            Assert.Equal("Skipped", run["divide-by-2(0:evenness:odd,num:1)"].Phase);
        }),
        new("parameter-aggregation-dag", run =>
        {
            AssertAggregation(run);
            Assert.Equal("""["odd","even","odd","even"]""", run["print-evenness"].Input("message"));
            Assert.Equal("Skipped", run["divide-by-2(0:evenness:odd,num:1)"].Phase);
            Assert.Equal("Succeeded", run["divide-by-2(1:evenness:even,num:2)"].Phase);
        }),
        new("parameter-aggregation-script", run =>
        {
            Assert.Equal("Skipped", run["divide-by-2(0:evenness:odd,num:1)"].Phase);
            // The line says outputs.result; but nothing refers to it, and then Argo captures none.
            foreach (var (name, half) in ((string, string)[])[("divide-by-2(1:evenness:even,num:2)", "1"), ("divide-by-2(3:evenness:even,num:4)", "2")])
            {
                Assert.Equal("Succeeded", run[name].Phase);
                Assert.Null(run[name].Result);
                Assert.Contains(half, run.Logs[run[name].Id]);
            }

            Assert.Equal("""{"evenness":"even","num":4}""", Sorted(run["odd-or-even(3:4)"].Result!));
        }),
    ];

    private static string Sorted(string json) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<SortedDictionary<string, JsonElement>>(json));

    private static void AssertAggregation(ExampleRun run)
    {
        Assert.Equal("""["1","2","3","4"]""", run["print-nums"].Input("message"));
        run.AssertItems("print", "0:1", "1:2");
        Assert.Equal("2", run.Log("print(1:2)"));
    }
}
