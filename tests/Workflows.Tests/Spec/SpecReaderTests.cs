using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Tests.Spec;

public sealed class SpecReaderTests
{
    [Fact]
    public void ReadTemplate_ContainerWithEverythingUsual_IsTyped()
    {
        const string Json = """
            {"name":"build","inputs":{"parameters":[{"name":"n","value":5},{"name":"flag","default":true}]},
            "container":{"image":"alpine:3.20","command":["sh","-c"],"args":["echo {{inputs.parameters.n}}"],
            "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"secretKeyRef":{"name":"s","key":"k","optional":true}}}],
            "resources":{"limits":{"cpu":2,"memory":"64Mi"}},"securityContext":{"runAsUser":1000}},
            "retryStrategy":{"limit":3,"backoff":{"duration":"5","factor":2}},"activeDeadlineSeconds":10}
            """;

        var template = SpecReader.ReadTemplate(Json);

        Assert.Equal(Json, template.Json);
        Assert.Equal(TemplateType.Container, template.Type);
        Assert.Equal(["n", "flag"], template.Inputs.Parameters.Select(p => p.Name));
        Assert.Equal("5", template.Inputs.FindParameter("n")!.Value);
        Assert.Equal("true", template.Inputs.FindParameter("flag")!.ValueOrDefault);
        Assert.Equal(["sh", "-c"], template.Main!.Command);
        Assert.Equal(new KeySelector { Name = "s", Key = "k", Optional = true }, template.Main.Env[1].ValueFrom!.SecretKeyRef);
        Assert.Equal("2", template.Main.Resources!.Limits["cpu"]);
        Assert.Equal(1000, template.Main.SecurityContext!.RunAsUser);
        Assert.Equal("3", template.RetryStrategy!.Limit);
        Assert.Equal("2", template.RetryStrategy.Backoff!.Factor);
        Assert.Equal("10", template.ActiveDeadlineSeconds);
    }

    [Fact]
    public void ReadTemplate_Script_KeepsContainerFields()
    {
        var template = SpecReader.ReadTemplate("""{"name":"s","script":{"image":"python","command":["python"],"source":"print(1)"}}""");

        Assert.Equal(TemplateType.Script, template.Type);
        Assert.Equal("print(1)", template.Script!.Source);
        Assert.Equal("python", template.Main!.Image);
    }

    [Fact]
    public void ReadTemplate_Steps_KeepsGroupsAndTextOfEachStep()
    {
        var template = SpecReader.ReadTemplate("""{"name":"m","steps":[[{"name":"a","template":"t","withItems":[1,{"k":"v"}]}],[{"name":"b","inline":{"container":{"image":"i"}},"onExit":"e"}]]}""");

        Assert.Equal(2, template.Steps!.Count);
        var a = template.Steps[0][0];
        Assert.Equal("""{"name":"a","template":"t","withItems":[1,{"k":"v"}]}""", a.Json);
        Assert.True(a.IsLoop);
        Assert.Equal(["1", """{"k":"v"}"""], a.WithItems.Select(i => i.Json));
        var b = template.Steps[1][0];
        Assert.Equal(TemplateType.Container, b.Inline!.Type);
        Assert.Equal("e", b.ExitHook(Arguments.None)!.Template);
        Assert.False(b.IsLoop);
    }

    [Fact]
    public void ReadTemplate_Dag_FailFastIsTrueUnlessSaid()
    {
        Assert.True(SpecReader.ReadTemplate("""{"dag":{"tasks":[]}}""").Dag!.FailFast);
        Assert.False(SpecReader.ReadTemplate("""{"dag":{"tasks":[],"failFast":false}}""").Dag!.FailFast);
    }

    [Fact]
    public void ReadTask_DependsAndHooks_AreTyped()
    {
        var task = SpecReader.ReadTask("""{"name":"c","template":"t","depends":"a && b.Failed","hooks":{"exit":{"template":"x"},"running":{"template":"y","expression":"true"}}}""");

        Assert.Equal("a && b.Failed", task.Depends);
        Assert.Equal("x", task.ExitHook(Arguments.None)!.Template);
        Assert.Equal("true", task.Hooks["running"].Expression);
    }

    [Fact]
    public void ReadWorkflow_Template_IsFoundByName()
    {
        var workflow = SpecReader.ReadWorkflow("""{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"generateName":"w-","labels":{"a":"b"}},"spec":{"entrypoint":"m","templates":[{"name":"m","suspend":{"duration":20}}]}}""");

        Assert.Equal("w-", workflow.Metadata.GenerateName);
        Assert.Equal("b", workflow.Metadata.Labels["a"]);
        Assert.Equal("20", workflow.Spec.FindTemplate("m")!.Suspend!.Duration);
        Assert.Null(workflow.Spec.FindTemplate("other"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"daemon":"x"}""")]
    [InlineData("""{"inputs":5}""")]
    [InlineData("""{"steps":[7]}""")]
    public void ReadTemplate_WrongText_SaysSo(string json) => Assert.Throws<SpecFormatException>(() => SpecReader.ReadTemplate(json));
}
