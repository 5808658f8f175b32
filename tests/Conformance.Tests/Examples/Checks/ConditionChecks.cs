namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary><c>when</c>, recursion on it, and what a step's end decides.</summary>
internal static class ConditionChecks
{
    public static IEnumerable<ExampleCheck> All =>
    [
        new("coinflip", run => AssertFlip(run, run["flip-coin"].Result!, run["heads"], run["tails"], taken: "Pod")),
        new("coinflip-recursive", run => AssertRecursiveFlip(run, run.Root)),
        new("conditionals-complex", run =>
        {
            var (first, again) = (run["flip-coin"].Result!, run["flip-again"].Result!);
            AssertFlip(run, first, run["heads"], run["tails"], taken: "Pod");
            AssertFlip(run, again, run["heads-regex"], run["tails-regex"], taken: "Pod");
            Assert.Equal(again == "tails" ? "Succeeded" : "Skipped", run["complex-condition"].Phase);
            Assert.Equal(again == "tails", run.Log("complex-condition").Length > 0);
        }),
        new("conditional-parameters", AssertStepResult),
        new("dag-conditional-parameters", AssertStepResult),
        new("dag-coinflip", run =>
        {
            foreach (var task in (string[])["A", "B", "C", "D"])
                AssertRecursiveFlip(run, run[task]);
            run.AssertAfter("B", "A");
            run.AssertAfter("C", "A");
            run.AssertAfter("D", "B", "C");
        }),
        new("recursive-for-loop", run =>
        {
            Assert.Equal([.. Enumerable.Range(1, 10).Select(i => $"{i}")], run.All("iterate-counter").Select(node => node.Result));
            var skipped = Assert.Single(run.All("continue"), node => node.Type == "Skipped");
            Assert.Equal("when '10 < 10' evaluated false", skipped.Message);
            Assert.Equal(run.All("continue").Max(node => node.Name.Length), skipped.Name.Length);
        }),
        new("status-reference", run =>
        {
            run.AssertPhases("Failed", "flakey-container");
            run.AssertPhases("Succeeded", "failed");
            run.AssertPhases("Skipped", "succeeded");
            Assert.Equal("the flakey container failed", run.Log("failed"));
        }),
        new("exit-code-output-variable", run =>
        {
            Assert.Equal(("Failed", "main: Error (exit code 123)"), (run["failing-container"].Phase, run["failing-container"].Message));
            Assert.Equal("123", run["echo-container"].Input("exitCode"));
            Assert.Equal("Exit code was: 123", run.Log("echo-container"));
        }),
        new("continue-on-fail", run =>
        {
            run.AssertPhases("Failed", "C");
            run.AssertPhases("Succeeded", "A", "B", "D");
            Assert.Equal(4, run.Containers.Count);
            Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers));
        }),
        new("skipped-output-defaults/expression-fallback", run =>
        {
            run.AssertPhases("Skipped", "producer");
            Assert.Equal("expr-fallback", run.Root.Output("result"));
        }),
    ];

    private static void AssertFlip(ExampleRun run, string result, ExampleNode heads, ExampleNode tails, string taken)
    {
        Assert.Contains(result, (string[])["heads", "tails"]);
        var (ran, not) = result == "heads" ? (heads, tails) : (tails, heads);
        Assert.Equal(("Succeeded", taken), (ran.Phase, ran.Type));
        Assert.Equal(("Skipped", "Skipped"), (not.Phase, not.Type));
        Assert.NotEmpty(run.Under(ran));
        Assert.Empty(run.Under(not));
    }

    // Tails flips again, heads ends it.
    private static void AssertRecursiveFlip(ExampleRun run, ExampleNode level)
    {
        ExampleNode Child(string name) => Assert.Single(run.Nodes, node => node.BoundaryId == level.Id && node.DisplayName == name);
        var (flip, heads, tails) = (Child("flip-coin"), Child("heads"), Child("tails"));
        var result = flip.Result!;
        AssertFlip(run, result, heads, tails, result == "heads" ? "Pod" : "Steps");
        Assert.Equal(result == "heads" ? "when 'heads == tails' evaluated false" : "when 'tails == heads' evaluated false", (result == "heads" ? tails : heads).Message);
        if (result == "tails")
            AssertRecursiveFlip(run, tails);
        else
            Assert.Equal("it was heads", run.Log(heads));
    }

    private static void AssertStepResult(ExampleRun run)
    {
        var result = run["flip-coin"].Result!;
        AssertFlip(run, result, run["heads"], run["tails"], taken: "Pod");
        Assert.Equal(result, run.Root.Output("stepresult"));
    }
}
