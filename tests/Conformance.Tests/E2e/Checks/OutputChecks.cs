namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Outputs, and where they go.</summary>
internal static class OutputChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("artifacts/TestDefaultParameterOutputs", run => Assert.Equal(("Steps", "Default value"), (run.Root.Type, run.Root.Output("nested-out-parameter")))),
        E2eCheck.Of("artifacts/TestArtifactEphemeralVolume", run => Assert.Contains("input", run.Log(run.Root), StringComparison.Ordinal)),
        E2eCheck.Of("artifacts/TestOutputResult", run =>
        {
            Assert.Equal(("0", "hello argo"), (run["a"].ExitCode, run["a"].Result));
            Assert.Equal("hello argo", run["b"].Input("text"));
        }),
        E2eCheck.Of("functional/TestDAGSkippedVolumeRefProducerDefault", run =>
        {
            Assert.Equal("Skipped", run["producer"].Phase);
            Assert.Equal(("Succeeded", "hello"), (run["consumer"].Phase, run.Log("consumer")));
        }),
        E2eCheck.Of("functional/TestParameterAggregationStepsWithRetry", run =>
            Assert.Equal(("Succeeded", """["1","2","3"]"""), (run.At("(0)").Phase, run.At("(0)").Output("dummy-steps-output")))),
    ];
}
