using System.Text;
using System.Text.Json;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Status;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Large arguments that come with a submission.</summary>
public sealed class ManifestValuesTests
{
    private static readonly string Large = new string('x', 70_000) + "ü\"";

    [Fact]
    public void LargeArgument_IsNamed_AndNothingElse()
    {
        var values = new ManifestValues();
        var manifest = Manifest(Large, script: Large);

        var named = values.Take(manifest);
        var element = new ManifestValues().Take(JsonSerializer.Deserialize<JsonElement>(manifest));

        Assert.Equal(Large, Assert.Single(values.All).Text);
        Assert.InRange(named.Length, 70_000, 75_000);
        Assert.Equal(JsonSerializer.Deserialize<JsonElement>(named).GetRawText(), element.GetRawText());
        Assert.Equal("... (too large to be shown here)", Argument(Encoding.UTF8.GetString(ManifestValues.Hide(Encoding.UTF8.GetBytes(named)).Span)));
        Assert.Equal(["small", Argument(named)], values.Take(new Dictionary<string, string> { ["a"] = "small", ["b"] = Large }).Values);
        Assert.Single(values.All);
    }

    [Fact]
    public void SmallManifest_StaysTheSame()
    {
        var values = new ManifestValues();
        var (small, broken) = (Manifest("small", "small"), new string('{', 70_000));

        Assert.Same(small, values.Take(small));
        Assert.Same(broken, values.Take(broken));
        Assert.Empty(values.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Workflow_HasTheValue_AndItsManifestTheName(bool reload)
    {
        var (state, manifest) = Created();
        if (reload)
            state = WorkflowState.Load(state.ToRecord(), []);

        Assert.InRange(manifest.Length, 1, 1000);
        Assert.Equal(manifest.Length, state.Manifest.Length);
        Assert.Equal(Large, Assert.Single(state.LargeValues).Text);
        Assert.Equal(Large, Argument(Encoding.UTF8.GetString(WorkflowStatusWriter.WriteToBytes(state))));
        Assert.Contains("too large to be shown here", Argument(Encoding.UTF8.GetString(WorkflowStatusWriter.WriteToBytes(state, new WorkflowStatusOptions { ValueRoom = 0 }))), StringComparison.Ordinal);

        var decision = WorkflowEngine.Decide(state, new WorkflowSubmitted(), VirtualRun.Start);

        var run = Assert.Single(decision.Commands.OfType<RunTask>());
        Assert.InRange(run.Request.Template.Json.Length, 1, 1000);
        Assert.Equal($"echo {Large}", TaskText.Whole(run.Request.Template.Script!.Source, state.FindValue));
    }

    [Fact]
    public void Argument_OverTheLimit_IsAnErrorWithASentence()
    {
        var (state, _) = Created();

        WorkflowEngine.Decide(state, new WorkflowSubmitted { ValueLimit = 65_000 }, VirtualRun.Start);

        Assert.Equal(("Error", "an argument of the workflow has 70003 bytes; a value may have 65000 (FLEET_VALUE_LIMIT). Pass larger things as artifacts"), (state.Phase, state.Message));
    }

    private static (WorkflowState State, string Manifest) Created()
    {
        var values = new ManifestValues();
        var manifest = values.Take(Manifest(Large, "echo {{workflow.parameters.a}}"));
        return (WorkflowState.Create(Encoding.UTF8.GetBytes(manifest), Guid.NewGuid(), "wf", "default", VirtualRun.Start, values.All), manifest);
    }

    private static string Manifest(string argument, string script) => JsonSerializer.Serialize(new
    {
        metadata = new { name = "wf" },
        spec = new { entrypoint = "main", arguments = new { parameters = new[] { new { name = "a", value = argument } } }, templates = new[] { new { name = "main", script = new { image = "x", command = new[] { "sh" }, source = script } } } },
    });

    private static string Argument(string workflow) => JsonSerializer.Deserialize<JsonElement>(workflow).GetProperty("spec").GetProperty("arguments").GetProperty("parameters")[0].GetProperty("value").GetString()!;
}
