using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using static Fleet.Coordinator.Tests.Work.BuiltWork;

namespace Fleet.Coordinator.Tests.Work;

public sealed class WorkBuilderTests
{
    [Fact]
    public void Container_CommandAndArgs_AreKeptApart()
    {
        var main = MainOf("""{"container":{"image":"alpine:3.23","command":["sh","-c"],"args":["echo hi"],"workingDir":"/w","imagePullPolicy":"Always","tty":true}}""");

        Assert.Equal(("alpine:3.23", "/w", "Always", true), (main.Image, main.WorkingDir, main.ImagePullPolicy, main.Tty));
        Assert.Equal(["sh", "-c"], main.Command);
        Assert.Equal(["echo hi"], main.Args);
    }

    [Theory]
    [InlineData("""{"container":{"image":"a"}}""")]
    [InlineData("""{"container":{"image":"a","command":[]}}""")]
    public void Container_WithoutCommand_KeepsTheImagesEntrypoint(string template) => Assert.Null(MainOf(template).Command);

    [Fact]
    public void Script_SourceBecomesAnExecutableFile_ItsPathTheLastArgument()
    {
        var main = MainOf("""{"script":{"image":"python:3","command":["python"],"args":["-u"],"source":"print('ü')\n"}}""");

        Assert.Equal(["python"], main.Command);
        Assert.Equal(["-u", "/argo/staging/script"], main.Args);
        var file = Assert.Single(main.Files);
        Assert.Equal(("/argo/staging/script", 493), (file.Path, file.Mode));
        Assert.Equal("print('ü')\n", Encoding.UTF8.GetString(file.Content));
    }

    [Fact]
    public void Resources_LimitsBecomeCoresAndBytes()
    {
        var main = MainOf("""{"container":{"image":"a","resources":{"limits":{"cpu":"500m","memory":"64Mi"},"requests":{"cpu":"1"}}}}""");

        Assert.Equal((0.5, 64L << 20), (main.CpuLimit, main.MemoryLimit));
    }

    [Theory]
    [InlineData("""{"securityContext":{"runAsUser":7},"container":{"image":"a","securityContext":{"runAsUser":1000,"runAsGroup":100}}}""", "1000:100")]
    [InlineData("""{"securityContext":{"runAsUser":7},"container":{"image":"a"}}""", "7")]
    [InlineData("""{"container":{"image":"a"}}""", "5")]
    public void User_TheNearestOneWins(string template, string user) => Assert.Equal(user, MainOf(template, spec: """{"securityContext":{"runAsUser":5}}""").User);

    [Fact]
    public void SecurityContext_IsTheContainers()
    {
        var main = MainOf("""{"securityContext":{"runAsNonRoot":true},"container":{"image":"a","securityContext":{"readOnlyRootFilesystem":true,"allowPrivilegeEscalation":false,"capabilities":{"add":["NET_RAW"],"drop":["ALL"]}}}}""");

        Assert.Equal((true, true, false), (main.RunAsNonRoot, main.ReadOnlyRoot, main.AllowPrivilegeEscalation));
        Assert.Equal(["NET_RAW"], main.AddedCapabilities);
        Assert.Equal(["ALL"], main.DroppedCapabilities);
        Assert.True(MainOf("""{"container":{"image":"a"}}""").AllowPrivilegeEscalation);
    }

    [Fact]
    public void User_GroupAlone_IsASentence() =>
        Assert.Contains("runAsUser", Assert.Throws<WorkException>(() => Build("""{"container":{"image":"a","securityContext":{"runAsGroup":100}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void PodResources_AreTheLimitsOfAContainerWithoutOwn()
    {
        const string Pod = "\"podResources\":{\"limits\":{\"cpu\":\"2\",\"memory\":\"1Gi\"}}";

        Assert.Equal((2, 1L << 30), (MainOf($"{{{Pod},\"container\":{{\"image\":\"a\"}}}}").CpuLimit, MainOf($"{{{Pod},\"container\":{{\"image\":\"a\"}}}}").MemoryLimit));
        Assert.Equal(3, MainOf("""{"container":{"image":"a"}}""", """{"podResources":{"limits":{"cpu":"3"}}}""").CpuLimit);
        Assert.Equal(0.5, MainOf($"{{{Pod},\"container\":{{\"image\":\"a\",\"resources\":{{\"limits\":{{\"cpu\":\"500m\"}}}}}}}}").CpuLimit);
    }

    [Theory]
    [InlineData("", null, false)]
    [InlineData(""","terminationMessagePath":"/tmp/why" """, "/tmp/why", false)]
    [InlineData(""","terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"FallbackToLogsOnError" """, null, true)]
    [InlineData(""","terminationMessagePolicy":"File" """, null, false)]
    public void TerminationMessages_AreReadFromAPathThatIsLeft_OrTheOutput(string fields, string? path, bool output)
    {
        var main = MainOf($$$"""{"container":{"image":"a"{{{fields}}}}}""");

        Assert.Equal((path, output), (main.TerminationMessagePath, main.TerminationMessageFromOutput));
    }

    [Fact]
    public void TerminationMessagePolicy_ThatIsNone_IsRefused() =>
        Assert.Contains("terminationMessagePolicy 'Logs' of container 'main' is none", Assert.Throws<WorkException>(() => MainOf("""{"container":{"image":"a","terminationMessagePolicy":"Logs"}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Container_Name_IsMainWhateverItSays() => Assert.Equal("main", MainOf("""{"container":{"name":"other","image":"a","ports":[{"name":"web","containerPort":80,"protocol":"TCP"}]}}""").Name);

    [Fact]
    public void Outputs_FilesAndResult_AreAskedFor()
    {
        var pod = Pod("""{"container":{"image":"a"},"outputs":{"parameters":[{"name":"x","valueFrom":{"path":"/tmp/x","default":"none"}},{"name":"y","valueFrom":{"path":"/tmp/y"}}]}}""", capture: true);

        Assert.True(pod.Outputs.Result);
        Assert.Equal([new OutputFile("x", "/tmp/x", HasDefault: true), new OutputFile("y", "/tmp/y")], pod.Outputs.Parameters);
    }

    [Fact]
    public void ReadinessProbe_ByGrpc_IsAConnectionToItsPort()
    {
        var probe = MainOf("""{"daemon":true,"container":{"image":"a","readinessProbe":{"grpc":{"port":9000,"service":"s"}}}}""").ReadinessProbe!;

        Assert.Equal((9000, null, null), (probe.Port, probe.HttpPath, probe.Exec));
    }

    [Theory]
    [InlineData("""{"periodSeconds":1}""")]
    [InlineData("""{"exec":{"command":[]}}""")]
    public void ReadinessProbe_OfNothing_IsRefused(string probe) => Assert.Contains(
        "has nothing to probe", Assert.Throws<WorkException>(() => MainOf($$$"""{"container":{"image":"a","readinessProbe":{{{probe}}}}}""")).Message, StringComparison.Ordinal);

    // No clock waits longer.
    [Fact]
    public void ReadinessProbe_WithHugeTimes_WaitsWeeks()
    {
        var probe = MainOf("""{"daemon":true,"container":{"image":"a","readinessProbe":{"exec":{"command":["a"]},"initialDelaySeconds":2147483647,"periodSeconds":2147483647,"timeoutSeconds":2147483647}}}""").ReadinessProbe!;
        Assert.Equal((2_147_483, 2_147_483, 2_147_483), (probe.InitialDelaySeconds, probe.PeriodSeconds, probe.TimeoutSeconds));
    }

    [Fact]
    public void Daemon_ReadinessProbe_NamedPortBecomesANumber()
    {
        var pod = Pod("""{"daemon":true,"container":{"image":"a","ports":[{"name":"web","containerPort":8080}],"readinessProbe":{"httpGet":{"path":"/up","port":"web","scheme":"HTTPS","host":"h","httpHeaders":[{"name":"A","value":"b"}]},"periodSeconds":2,"successThreshold":3}}}""");

        Assert.True(pod.Daemon);
        Assert.Equal(("/up", 8080, 2), (pod.Containers[0].ReadinessProbe!.HttpPath, pod.Containers[0].ReadinessProbe!.Port, pod.Containers[0].ReadinessProbe!.PeriodSeconds));
        Assert.Equal(("HTTPS", "h", 3, new EnvironmentVariable("A", "b")), (pod.Containers[0].ReadinessProbe!.HttpScheme, pod.Containers[0].ReadinessProbe!.Host, pod.Containers[0].ReadinessProbe!.SuccessThreshold, pod.Containers[0].ReadinessProbe!.HttpHeaders[0]));
    }

    [Fact]
    public void HttpCall_IsTakenOver()
    {
        var call = Build("""{"http":{"method":"POST","url":"http://x/y","headers":[{"name":"A","value":"b"}],"body":"hi","timeoutSeconds":7}}""").HttpCall!;

        Assert.Equal(("POST", "http://x/y", 7, "hi"), (call.Method, call.Url, call.TimeoutSeconds, Encoding.UTF8.GetString(call.Body!)));
    }

    [Theory]
    [InlineData("""{"container":{"image":"a","volumeMounts":[{"name":"v","mountPath":"/v"}]}}""", "the volume 'v'")]
    [InlineData("""{"container":{"image":"a","resources":{"limits":{"memory":"lots"}}}}""", "'lots'")]
    [InlineData("""{"container":{"image":"a","env":[{"name":"P","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}}""", "'P'")]
    [InlineData("""{"container":{"image":"a"},"sidecars":[{"name":"main","image":"a"}]}""", "two containers named 'main'")]
    [InlineData("""{"container":{"image":"a"},"sidecars":[{"name":"My DB","image":"a"}]}""", "'My DB'")]
    [InlineData("""{"suspend":{}}""", "Suspend")]
    public void Impossible_IsASentence(string template, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => Build(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void SameRequest_GivesTheSameWork()
    {
        const string Template = """{"script":{"image":"a","command":["sh"],"source":"x"},"sidecars":[{"name":"s","image":"b"}]}""";

        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(Build(Template)), System.Text.Json.JsonSerializer.Serialize(Build(Template)));
    }
}
