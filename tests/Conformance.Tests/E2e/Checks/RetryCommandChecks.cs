namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary><c>retry</c>, as Argo's tests call it.</summary>
internal static class RetryCommandChecks
{
    public static IEnumerable<CliCheck> All =>
    [
        new("cli/TestWorkflowRetry", async session =>
        {
            await session.SubmitAsync();
            await session.WhenAsync(run => run.Has("steps-inner-step2") && run["steps-inner-step2"].Phase == "Running");
            Assert.Contains($"workflow {session.Name} terminated", (await session.CallAsync(0)).Out, StringComparison.Ordinal);
            var before = await session.EndAsync();
            AssertShown(await session.CallAsync(1));
            var after = await session.WhenAsync(run => run.Has("steps-inner-step2") && run["steps-inner-step2"].Phase == "Running");
            // The step outside is the one that ran then; the one inside has run again.
            Assert.Equal(before["steps-outer-step1"].FinishedAt, after["steps-outer-step1"].FinishedAt);
            Assert.True(after["steps-inner-step1"].StartedAt >= before["steps-inner-step1"].FinishedAt, "the inner step has not run again");
            Assert.Equal(0, (await session.RunAsync(["terminate", "@latest"])).Exit);
            await session.EndAsync();
        }),
        new("cli/TestRetryWorkflowWithContinueOn", async session =>
        {
            await session.ApplyAsync(session.Line.Templates);
            Assert.Equal(0, (await session.RunAsync(["submit", "--from", "workflowtemplate/" + session.Line.Own("retry-workflow-with-continueon"), "--name", "continued"])).Exit);
            Assert.Equal(7, (await session.EndAsync("continued")).Nodes.Count);
            AssertShown(await session.RunAsync(["retry", "continued"]));
            var run = await session.EndAsync("continued");
            Assert.Equal(("Failed", 7), (run.Phase, run.Nodes.Count));
            Assert.Equal(2, run.Nodes.Single(node => node.Name.EndsWith(".success", StringComparison.Ordinal)).Children.Count);
        }),
        new("cli/TestWorkflowRetryFailedWorkflow", async session =>
        {
            await session.SubmitAsync();
            Assert.Equal("Failed", (await session.EndAsync()).Phase);
            // The namespace is the session's own.
            var said = await session.RunAsync([.. session.Line.Calls[0].Where(argument => !argument.StartsWith("--namespace", StringComparison.Ordinal) && argument != "argo")]);
            Assert.True(said.Exit == 0, said.All);
            // The volume of the claim stayed: what the first run has written is there.
            Assert.Equal("Succeeded", (await session.EndAsync()).Phase);
        }),
        new("cli/TestRetryWorkflowWithFailedExitHandler", async session =>
        {
            await session.SubmitAsync();
            Assert.Equal(2, (await session.EndAsync()).Nodes.Count);
            AssertShown(await session.RunAsync(["retry", session.Name]));
            var run = await session.EndAsync();
            Assert.Equal(("Failed", 2), (run.Phase, run.Nodes.Count));
            Assert.Equal("Succeeded", run[session.Name].Phase);
            Assert.Equal("Failed", run[session.Name + ".onExit"].Phase);
            Assert.Contains("exit code 1", run[session.Name + ".onExit"].Message, StringComparison.Ordinal);
        }),
    ];

    private static void AssertShown(CliOutput said)
    {
        Assert.True(said.Exit == 0, said.All);
        Assert.All(["Name:", "Namespace:"], label => Assert.Contains(label, said.Out, StringComparison.Ordinal));
    }
}
