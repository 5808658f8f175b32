using Fleet.Workflows.Engine;
using Fleet.Workflows.Tests.Engine.Harness;

namespace Fleet.Workflows.Tests.Engine;

/// <summary>Secrets of tasks: the engine asks for them, and passes their sealed values on beside the template.</summary>
public sealed class SecretTests
{
    [Fact]
    public void Environment_SecretsAndConfigMaps_LaterSourcesAndOwnVariablesWin_ValuesStayBesideTheTemplate()
    {
        var run = new VirtualRun(Workflow("""
            env: [
              {name: A, valueFrom: {secretKeyRef: {name: login, key: password}}},
              {name: NONE, valueFrom: {secretKeyRef: {name: gone, key: a, optional: true}}},
              {name: NOKEY, valueFrom: {secretKeyRef: {name: login, key: none, optional: true}}}],
            envFrom: [{secretRef: {name: login}}, {configMapRef: {name: limits}}, {secretRef: {name: more}, prefix: P_}, {secretRef: {name: gone, optional: true}}]
            """)) { ReloadAlways = true };
        run.Secrets["login"] = new() { ["password"] = "fleet:1:k:cGFzcw==", ["user"] = "fleet:1:k:dXNlcg==" };
        run.Secrets["more"] = new() { ["A"] = "fleet:1:k:bW9yZQ==" };
        run.ConfigMaps["limits"] = new() { ["user"] = "of a ConfigMap" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        var request = TaskRequestCodec.Read(TaskRequestCodec.Write(run.Request("wf")));
        Assert.Equal(
            ["P_A=more/A", "password=login/password", "user=of a ConfigMap", "A=login/password"],
            request.Template.Container!.Env.Select(variable => variable.ValueFrom?.SecretKeyRef is { } key ? $"{variable.Name}={key.Name}/{key.Key}" : $"{variable.Name}={variable.Value}"));
        Assert.DoesNotContain("fleet:1:k", request.Template.Json, StringComparison.Ordinal);
        Assert.Equal("fleet:1:k:cGFzcw==", request.Secret("login", "password"));
        Assert.Null(request.Secret("gone", "a"));
        Assert.Empty(request.Template.Container.EnvFrom);
        Assert.Single(run.Commands.OfType<ReadConfigMaps>());
    }

    [Theory]
    [InlineData("env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: b}}}]", "CreateContainerConfigError: couldn't find key b in Secret default/login")]
    [InlineData("env: [{name: A, valueFrom: {secretKeyRef: {name: gone, key: b}}}]", "CreateContainerConfigError: secret \"gone\" not found")]
    [InlineData("envFrom: [{secretRef: {name: gone}}]", "CreateContainerConfigError: secret \"gone\" not found")]
    public void Environment_Missing_IsAnError_BeforeAnyWorkerHearsOfIt(string fields, string message)
    {
        var run = new VirtualRun(Workflow(fields));
        run.Secrets["login"] = new() { ["password"] = "fleet:1:k:cGFzcw==" };
        run.Run();

        Assert.Equal(("Error", message), (run.View()["wf"].Phase, run.View()["wf"].Message));
        Assert.Empty(run.Requests);
    }

    [Fact]
    public void Header_TakesItsValue_OrIsAnError()
    {
        const string Call = """
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              templates:
              - name: main
                http: {url: "http://x", headers: [{name: Authorization, valueFrom: {secretKeyRef: {name: login, key: token}}}]}
            """;
        var run = new VirtualRun(Call) { ReloadAlways = true };
        run.Secrets["login"] = new() { ["token"] = "fleet:1:k:dG9rZW4=" };
        run.Run();

        Assert.Equal("fleet:1:k:dG9rZW4=", run.Request("wf").Secret("login", "token"));
        Assert.Equal("header Authorization: secrets \"login\" not found", new VirtualRun(Call).Run().View().Message);
    }

    [Fact]
    public void ImagePullSecrets_AreGivenWhole_AndMayBeMissing()
    {
        const string Pull = """
            kind: Workflow
            metadata: {name: wf}
            spec:
              entrypoint: main
              imagePullSecrets: [{name: registry}, {name: gone}]
              templates: [{name: main, container: {image: x}}]
            """;
        var run = new VirtualRun(Pull);
        run.Secrets["registry"] = new() { [".dockerconfigjson"] = "fleet:1:k:e30=" };
        run.Run();

        Assert.Equal("Succeeded", run.View().Phase);
        Assert.Equal(new SecretValue("registry", ".dockerconfigjson", "fleet:1:k:e30="), Assert.Single(run.Request("wf").Secrets));
    }

    [Fact]
    public void Given_WithTheWorkflow_CountsBeforeAllOthers_WithoutAQuestion()
    {
        var manifest = System.Text.Encoding.UTF8.GetString(YamlJson.Convert(Workflow("env: [{name: A, valueFrom: {secretKeyRef: {name: login, key: password}}}]")));
        const string Given = """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"login"},"data":{"password":"fleet:1:k:Z2l2ZW4="}}""";
        var run = new VirtualRun(System.Text.Encoding.UTF8.GetBytes(manifest[..^1] + $",\"resources\":[{Given}]}}"), null) { ReloadAlways = true };
        run.Secrets["login"] = new() { ["password"] = "fleet:1:k:c3RvcmVk" };
        run.Run();

        Assert.Equal("fleet:1:k:Z2l2ZW4=", run.Request("wf").Secret("login", "password"));
        Assert.Empty(run.Commands.OfType<ReadConfigMaps>());
    }

    private static string Workflow(string fields) => $$"""
        kind: Workflow
        metadata: {name: wf}
        spec:
          entrypoint: main
          templates:
          - name: main
            container: {image: x, {{fields.ReplaceLineEndings(" ")}}}
        """;
}
