using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Commands, as Argo's tests of its command line call them.</summary>
internal static class CommandChecks
{
    public static IEnumerable<CliCheck> All =>
    [
        new("cli/TestLogProblems", async session =>
        {
            await session.SubmitAsync();
            AssertLines(await session.CallAsync(0));
            AssertLines(await session.CallAsync(1));

            static void AssertLines(CliOutput said)
            {
                Assert.Equal(5, said.Lines.Count);
                Assert.All(new[] { "one", "two", "three", "four", "five" }.Zip(said.Lines), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
            }
        }),
        new("cli/TestParametersFile", async session =>
        {
            var file = await session.WriteAsync("parameters-file.yaml", "message: hello");
            var said = await session.RunAsync(session.Line.Calls[0].Select(word => word.Replace("/tmp/parameters-file.yaml", file, StringComparison.Ordinal)));
            Assert.Contains("message:           hello", said.Out, StringComparison.Ordinal);
        }),
        new("cli/TestWorkflowSuspendResume", async session =>
        {
            await session.SubmitAsync(text => text.Replace("\"3s\"", "\"12s\"", StringComparison.Ordinal));
            // Fleet names the workflow that @latest stands for.
            Assert.Contains($"workflow {session.Name} suspended", (await session.CallAsync(0)).Out, StringComparison.Ordinal);
            Assert.Contains($"workflow {session.Name} resumed", (await session.CallAsync(1)).Out, StringComparison.Ordinal);
            Assert.Equal("Succeeded", (await session.EndAsync()).Phase);
        })
        {
            Pace = Pace.Long,
        },
        new("cli/TestWorkflowDeleteDryRun", async session => Assert.Contains("Workflow 'basic' deleted (dry-run)", (await session.CallAsync(0)).Out, StringComparison.Ordinal)),
        new("cli/TestWorkflowDeleteCompleted", async session =>
        {
            // It cannot have completed before the first command.
            await session.SubmitAsync(text => text.Replace("spec:\n", "spec:\n  suspend: true\n", StringComparison.Ordinal));
            Assert.DoesNotContain("deleted", (await session.CallAsync(0)).Out, StringComparison.Ordinal);
            Assert.Equal(0, (await session.RunAsync(["resume", "@latest"])).Exit);
            await session.EndAsync();
            Assert.Contains("deleted", (await session.CallAsync(1)).Out, StringComparison.Ordinal);
            Assert.Empty(await session.ListAsync());
        }),
        new("cli/TestWorkflowStopDryRun", async session => Assert.Matches("workflow basic stopped \\(dry-run\\)", (await session.CallAsync(0)).Out)),
        Ends("cli/TestWorkflowStopBySelector", "workflow basic-.* stopped"),
        Ends("cli/TestWorkflowStopByFieldSelector", "workflow basic-.* stopped"),
        new("cli/TestWorkflowTerminateDryRun", async session =>
        {
            await session.SubmitAsync();
            Assert.Matches("workflow @latest terminated \\(dry-run\\)", (await session.CallAsync(0)).Out);
            Assert.Equal("Succeeded", (await session.EndAsync()).Phase);
        }),
        Ends("cli/TestWorkflowTerminateBySelector", "workflow basic-.* terminated"),
        Ends("cli/TestWorkflowTerminateByFieldSelector", "workflow basic-.* terminated"),
        new("cli/TestArgoSetOutputs", async session =>
        {
            await session.SubmitAsync();
            await session.WhenAsync(run => run.Has("approve") && run["approve"].Phase == "Running");
            AssertRefused(await session.CallAsync(0), "has not been set and does not have a default value");
            // The words of one shell word are one here.
            Task<CliOutput> SetAsync(string node) => session.RunAsync(["node", "set", "@latest", "--output-parameter", "message=Hello, World!", "--node-field-selector", "displayName=" + node]);
            Assert.Contains("workflow values set", (await SetAsync("approve")).Out, StringComparison.Ordinal);
            AssertRefused(await SetAsync("approve"), "it was already set");
            AssertRefused(await SetAsync("approve-no-vars"), "cannot set output parameters because node is not expecting any raw parameters");
            Assert.Contains("workflow values set", (await session.CallAsync(4)).Out, StringComparison.Ordinal);
            Assert.Contains($"workflow {session.Name} resumed", (await session.CallAsync(5)).Out, StringComparison.Ordinal);
            var run = await session.EndAsync();
            Assert.Equal("Succeeded", run.Phase);
            Assert.Equal("Hello, World!", run["release"].Input("message"));
            // Who resumed it is a Kubernetes user in Argo.
            Assert.Equal("Test message", run["approve"].Message);
        }),
        new("cli/TestSubmitClusterWorkflowTemplate", async session =>
        {
            await session.ApplyAsync(session.Line.Templates);
            Assert.Equal(0, (await session.CallAsync(0)).Exit);
            Assert.Equal("Succeeded", (await session.EndAsync("my-wf")).Phase);
        }),
        new("cli/TestClusterTemplateCommands", async session =>
        {
            for (var i = 0; i < session.Line.Calls.Count; i++)
            {
                var said = await session.CallAsync(i);
                Assert.Equal(0, said.Exit);
                Assert.Contains(session.Line.Own("cluster-workflow-template-whalesay-template"), said.Out, StringComparison.Ordinal);
                if (i is 3 or 5)
                    Assert.Contains(i == 3 ? "Updated: {{inputs.parameters.message}}" : "thanks", said.Out, StringComparison.Ordinal);
            }
        }),
        new("cli/TestWorkflowTemplateRefSubmit", async session =>
        {
            for (var i = 0; i < session.Line.Calls.Count; i++)
            {
                var said = await session.CallAsync(i);
                Assert.Equal(0, said.Exit);
                Assert.All(i == 2 ? ["Name:", "Created:"] : new[] { "Name:", "Namespace:", "Created:" }, label => Assert.Contains(label, said.Out, StringComparison.Ordinal));
            }
        }),
        DryRun("cli/TestSubmitWorkflowTemplateDryRun", hasUid: false),
        DryRun("cli/TestSubmitWorkflowTemplateServerDryRun", hasUid: true),
        new("cli/TestDBSyncCLI", async session =>
        {
            AssertLimit(await session.CallAsync(0), "Sync limit created", 1000);
            AssertLimit(await session.CallAsync(1), "", 1000);
            AssertLimit(await session.CallAsync(2), "Sync limit updated", 2000);
            Assert.Contains("Sync limit deleted", (await session.CallAsync(3)).Out, StringComparison.Ordinal);

            void AssertLimit(CliOutput said, string done, int limit) =>
                Assert.All([done, "Key: test-db-limit-key", "Type: database", $"Namespace: {session.Line.Namespace}", $"Limit: {limit}"], text => Assert.Contains(text, said.Out, StringComparison.Ordinal));
        }),
    ];

    private static CliCheck DryRun(string id, bool hasUid) => new(id, async session =>
    {
        await session.ApplyAsync(session.Line.Templates);
        var said = await session.CallAsync(0);
        Assert.True(said.Exit == 0, said.All);
        Assert.Contains($"generateName: {session.Line.Own("workflow-template-whalesay-template")}-", said.Out, StringComparison.Ordinal);
        Assert.Equal(hasUid, said.Out.Contains("uid:", StringComparison.Ordinal));
        Assert.Empty(await session.ListAsync());
    });

    private static CliCheck Ends(string id, string said) => new(id, async session =>
    {
        await session.SubmitAsync(text => text.Replace("- echo\n", "- sleep\n", StringComparison.Ordinal).Replace("\":) Hello Argo!\"", "10m", StringComparison.Ordinal));
        Assert.Matches(said, (await session.CallAsync(0)).Out);
        await session.EndAsync();
    });

    private static void AssertRefused(CliOutput said, string why)
    {
        Assert.NotEqual(0, said.Exit);
        Assert.Contains(why, said.All, StringComparison.Ordinal);
    }
}
