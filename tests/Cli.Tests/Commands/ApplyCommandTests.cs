namespace Fleet.Cli.Tests.Commands;

/// <summary><c>fleet apply</c>, and <c>get</c> and <c>delete</c> of objects beside workflows, in a data folder without a server.</summary>
public sealed class ApplyCommandTests : IDisposable
{
    private const string Caller = """
        kind: WorkflowTemplate
        metadata: {name: caller}
        spec:
          templates:
          - name: main
            steps:
            - - {name: x, templateRef: {name: library, template: wait}}
        """;

    private const string Others = """
        apiVersion: argoproj.io/v1alpha1
        kind: WorkflowTemplate
        metadata: {name: library}
        spec:
          templates:
          - {name: wait, suspend: {}}
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: ClusterWorkflowTemplate
        metadata: {name: everywhere}
        spec:
          templates:
          - {name: wait, suspend: {}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: limits}
        data: {a: "1"}
        """;

    private readonly CliRun cli = new();

    [Fact]
    public async Task Apply_SaysWhatBecameOfEach_AsKubectl_WhateverTheirOrder()
    {
        var (caller, others) = (await cli.WriteAsync("a.yaml", Caller), await cli.WriteAsync("b.yaml", Others));

        Assert.Equal((0, ""), (await cli.RunAsync(null, "apply", "-f", caller, "-f", others), cli.Error));
        Assert.Equal(
            ["clusterworkflowtemplate.argoproj.io/everywhere created", "configmap/limits created", "workflowtemplate.argoproj.io/caller created", "workflowtemplate.argoproj.io/library created"],
            Lines().Order(StringComparer.Ordinal));

        await cli.WriteAsync("b.yaml", Others.Replace("\"1\"", "\"2\"", StringComparison.Ordinal));
        Assert.Equal(0, await cli.RunAsync(null, "apply", others));
        Assert.Equal(["workflowtemplate.argoproj.io/library unchanged", "clusterworkflowtemplate.argoproj.io/everywhere unchanged", "configmap/limits configured"], Lines());
        Assert.Equal(2, await cli.RunAsync(Caller, "apply", "-f", "-", "-n", "team"));
        Assert.Contains("template reference library.wait not found", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_IsApplied_ShownByKeysAndLengthsOnly_AndDeleted()
    {
        const string Secret = """
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            stringData: {password: hunter2}
            """;
        Assert.Equal((0, ""), (await cli.RunAsync(Secret, "apply", "-f", "-"), cli.Error));
        Assert.Equal(["secret/login created"], Lines());
        await cli.RunAsync(Secret, "apply", "-f", "-");
        Assert.Equal(["secret/login unchanged"], Lines());

        foreach (var format in (string[][])[[], ["-o", "yaml"], ["-o", "json"], ["-o", "name"]])
        {
            Assert.Equal(0, await cli.RunAsync(null, ["get", "secret", "login", .. format]));
            Assert.DoesNotContain("hunter2", cli.Out, StringComparison.Ordinal);
        }

        await cli.RunAsync(null, "get", "secret", "login");
        Assert.Equal("password:   7 bytes", Lines()[^1]);
        var key = new FileInfo(Path.Combine(cli.FileOf("data"), "secret.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
        Assert.Equal(0, await cli.RunAsync(null, "delete", "secret/login"));
        Assert.Equal(1, await cli.RunAsync(null, "get", "secret/login"));
    }

    [Fact]
    public async Task SecretKey_FileOrVariable_GoesBeforeTheDataFolders_AndWhatIsNoneIsRefused()
    {
        cli.Variables["FLEET_SECRET_KEY"] = "hunter2";
        Assert.Equal(2, await cli.RunAsync(null, "get", "secret"));
        Assert.Contains("FLEET_SECRET_KEY: key 1 is none", cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", cli.Error, StringComparison.Ordinal);

        cli.Variables["FLEET_SECRET_KEY_FILE"] = cli.FileOf("absent");
        Assert.Equal(2, await cli.RunAsync(null, "get", "secret"));
        Assert.Contains("cannot be read", cli.Error, StringComparison.Ordinal);

        await cli.WriteAsync("absent", Fleet.Contracts.SecretKey.Create().Export());
        Assert.Equal(0, await cli.RunAsync(null, "get", "secret"));
        Assert.False(File.Exists(Path.Combine(cli.FileOf("data"), "secret.key")));
    }

    [Fact]
    public async Task GetAndDelete_NameObjectsByKind()
    {
        Assert.Equal(0, await cli.RunAsync(Others, "apply", "-f", "-"));

        Assert.Equal(0, await cli.RunAsync(null, "get", "cm/limits", "-o", "yaml"));
        Assert.Contains("a: \"1\"", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "get", "templates"));
        Assert.Matches(@"^NAME +TEMPLATES +AGE\nlibrary +1 ", cli.Out);
        Assert.Equal(0, await cli.RunAsync(null, "get", "template", "library", "-o", "name"));
        Assert.Equal("workflowtemplate.argoproj.io/library", cli.Out.Trim());
        Assert.Equal(0, await cli.RunAsync(null, "get", "configmaps", "-n", "team"));
        Assert.Equal("No ConfigMaps found", cli.Out.Trim());
        Assert.Equal(0, await cli.RunAsync(null, "get", "configmaps", "-A"));
        Assert.Matches(@"default +limits +1 ", cli.Out);

        Assert.Equal(0, await cli.RunAsync(null, "delete", "clustertemplate/everywhere", "configmap/limits"));
        Assert.Equal(["clusterworkflowtemplate.argoproj.io/everywhere deleted", "configmap/limits deleted"], Lines());
        Assert.Equal(1, await cli.RunAsync(null, "delete", "configmap", "limits"));
        Assert.Contains("configmaps \"limits\" not found", cli.Error, StringComparison.Ordinal);
        Assert.Equal(1, await cli.RunAsync(null, "get", "workflow/limits"));
        Assert.Contains("workflows.argoproj.io \"limits\" not found", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_HasArgosActions()
    {
        var file = await cli.WriteAsync("library.yaml", Others.Split("---")[0]);

        Assert.Equal(1, await cli.RunAsync(null, "template", "update", file));
        Assert.Contains("workflowtemplates.argoproj.io \"library\" not found", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "template", "lint", file));
        Assert.Equal(0, await cli.RunAsync(null, "template", "create", file, "-o", "name"));
        Assert.Equal("workflowtemplate.argoproj.io/library", cli.Out.Trim());
        Assert.Equal(1, await cli.RunAsync(null, "template", "create", file));
        Assert.Contains("already exists", cli.Error, StringComparison.Ordinal);
        await cli.WriteAsync("library.yaml", Others.Split("---")[0].Replace("name: wait", "name: pause", StringComparison.Ordinal));
        Assert.Equal(0, await cli.RunAsync(null, "template", "update", file));
        Assert.Equal(0, await cli.RunAsync(null, "template", "get", "library", "-o", "yaml"));
        Assert.Contains("name: pause", cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "template", "list", "-A"));
        Assert.Matches(@"default +library +1 ", cli.Out);
        Assert.Equal(0, await cli.RunAsync(null, "template", "delete", "library"));
        Assert.Equal("WorkflowTemplate 'library' deleted", cli.Out.Trim());
    }

    [Fact]
    public async Task ClusterTemplate_TakesItsKindOnly()
    {
        var file = await cli.WriteAsync("all.yaml", Others);
        var one = await cli.WriteAsync("one.yaml", Others.Split("---")[1]);

        Assert.Equal(2, await cli.RunAsync(null, "cluster-template", "create", file));
        Assert.Contains("workflowtemplate.argoproj.io/library is no ClusterWorkflowTemplate", cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync(null, "cluster-template", "create", one));
        Assert.Equal(0, await cli.RunAsync(null, "cluster-template", "list", "-o", "name", "-n", "team"));
        Assert.Equal("clusterworkflowtemplate.argoproj.io/everywhere", cli.Out.Trim());
        Assert.Equal(0, await cli.RunAsync(null, "cluster-template", "delete", "--all"));
        Assert.Equal(1, await cli.RunAsync(null, "cluster-template", "get", "everywhere"));
        Assert.Equal(2, await cli.RunAsync(null, "cluster-template", "get"));
        Assert.Contains("'get' needs a name", cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_AllErrorsAtOnce_WithLines_StoresNothing()
    {
        var file = await cli.WriteAsync("bad.yaml", Others + "\n---\nkind: ConfigMap\nmetadata: {name: bad}\ndata: {a: 1}\n---\nkind: Workflow\nmetadata: {name: w}\nspec:\n  entrypoint: a\n  templates: [{name: a, suspend: {}}]\n");
        var caller = await cli.WriteAsync("caller.yaml", Caller.Replace("library", "nowhere", StringComparison.Ordinal));

        Assert.Equal(2, await cli.RunAsync(null, "apply", "-f", file, "-f", caller));

        Assert.Equal(
            [
                $"{file}:22: error: data.a: cannot unmarshal the number 1 into data.a: expected a string; put it in quotes: \"1\"",
                $"{file}:23: error: kind: a Workflow is run, not stored: fleet submit (or fleet run)",
                $"{caller}:7: error: spec.templates[0].steps[0][0]: templates.main.steps[0].x template reference nowhere.wait not found",
            ],
            cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, await cli.RunAsync(null, "get", "templates"));
        Assert.Contains("No WorkflowTemplates found", cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sekret/x", "write KIND/NAME; kinds are workflow, template")]
    [InlineData("templates", "name what to delete")]
    public async Task Delete_KindUnknownOrAlone_IsASentence(string name, string sentence)
    {
        Assert.Equal(2, await cli.RunAsync(null, "delete", name));
        Assert.Contains(sentence, cli.Error, StringComparison.Ordinal);
    }

    public void Dispose() => cli.Dispose();

    private string[] Lines() => cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
