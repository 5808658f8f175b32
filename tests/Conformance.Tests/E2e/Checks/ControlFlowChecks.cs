using Fleet.Conformance.Tests.Examples;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Steps, DAGs, conditions, loops and expressions.</summary>
internal static class ControlFlowChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("expr_lang/TestItemInSprigExpr", run => Assert.Equal("EXAMPLE", run["print-message-loop(0:example)"].Input("message"))),
        E2eCheck.Of("failed_main/TestFailedMain", run => Assert.Equal("main: Error (exit code 1)", run.Root.Message)),
        E2eCheck.Of("functional/TestWhenExpressions", run => run.AssertPhases("Succeeded", "print-hello-govaluate", "print-hello-expr", "print-hello-expr-json")),
        E2eCheck.Of("functional/TestJSONVariables", run => Assert.Equal("myLabelValue myAnnotationValue myParamValue", run.Log(run.Root))),
        E2eCheck.Of("functional/TestWorkflowRetention", run => Assert.Equal("Failed", run.Root.Phase)),
        E2eCheck.Of("functional/TestContinueOnFailDag", run => Assert.Equal(("Failed", "Succeeded"), (run["F"].Phase, run["P"].Phase))),
        E2eCheck.Of("functional/TestDAGEmptyParam", run =>
        {
            Assert.Equal(3, run.Nodes.Count);
            Assert.Equal(("Skipped", "Skipped, empty params"), (run["sleep"].Phase, run["sleep"].Message));
        }),
        E2eCheck.Of("functional/TestDAGOmittedOutputRef", run => AssertAbsent(run, "Omitted")),
        E2eCheck.Of("functional/TestDAGSkippedOutputRef", run => AssertAbsent(run, "Skipped")),
        E2eCheck.Of("functional/TestDAGSkippedProducerOutputDefault", run =>
        {
            Assert.Equal(("Skipped", "Succeeded"), (run["producer"].Phase, run["consumer"].Phase));
            Assert.Equal("hello-from-producer", run["consumer"].Input("in"));
        }),
        E2eCheck.Of("functional/TestStepsSkippedWithParamRef", run =>
        {
            Assert.Equal("Skipped", run["producer"].Phase);
            Assert.Contains(run.Nodes, node => node.Phase == "Error" && node.Message!.Contains("absent optional", StringComparison.Ordinal));
        }),
        E2eCheck.Of("functional/TestStepsSkippedOutputRef", run =>
        {
            Assert.Equal(("Succeeded", "Skipped"), (run["job1"].Phase, run["job2"].Phase));
            Assert.Contains(run.Nodes, node => node.Phase == "Error" && node.Message!.Contains("absent optional", StringComparison.Ordinal));
        }),
        E2eCheck.Of("functional/TestStepsWhenExprFilter", run => run.AssertPhases("Succeeded", "fst(0:name:first,type:)", "fst(1:name:second,type:always)", "fst(2:name:third,type:test)", "fst(3:name:fourth)")),
        E2eCheck.Of("functional/TestDAGWhenExprSkip", run => Assert.Equal("Skipped", run["B"].Phase)),
        E2eCheck.Of("functional/TestTTY", run => run.AssertPhases("Succeeded", "tty-true", "tty-false")),
        E2eCheck.Of("functional/TestTemplateDefaultImage", run => Assert.Equal(("/src", "/src"), (run.Log("test-script"), run.Log("test-container")))),
        E2eCheck.Of("invalid_command/TestInvalidCommand", run => Assert.Contains("executable file not found", run.Message, StringComparison.Ordinal)),
        E2eCheck.Of("progress/TestDefaultProgress", run => Assert.Equal(("1/1", "1/1"), (run.Progress, run.Root.Json.GetProperty("progress").GetString()))),
        E2eCheck.Of("workflow/TestWorkflowInlinePodName", run => Assert.DoesNotContain("--", run["a"].Id, StringComparison.Ordinal))
        with
        {
            Phase = "Succeeded",
            // The stand-in for v2 has no cowsay.
            Backing = (text, _) => text.Replace("argosay:v2", "argosay:v1", StringComparison.Ordinal),
        },
        E2eCheck.Of("agent/TestStatusCondition", run =>
        {
            run.AssertPhases("Failed", "http-status-is-201-fails", "http-body-contains-google-fails");
            run.AssertPhases("Succeeded", "http-status-is-201-succeeds", "http-body-contains-google-succeeds");
        })
        with
        {
            // workflowMetadata stands below metadata, where there is no such field: Argo's test does not read strictly.
            Backing = (text, server) => text.Replace("http://httpbin:9100", server, StringComparison.Ordinal).Replace("https://google.com", server + "/google", StringComparison.Ordinal)
                .Replace("  workflowMetadata:\n    labels:\n      workflows.argoproj.io/test: \"true\"\n", "", StringComparison.Ordinal),
        },
    ];

    private static void AssertAbsent(ExampleRun run, string producer)
    {
        Assert.Equal(("Succeeded", producer, "Error"), (run["stage-a"].Phase, run["stage-b"].Phase, run["stage-c"].Phase));
        Assert.Contains("absent optional", run["stage-c"].Message, StringComparison.Ordinal);
    }
}
