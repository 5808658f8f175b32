using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;
using static Fleet.Coordinator.Tests.Work.BuiltWork;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>Variables of containers, their own and those that say who the task is.</summary>
public sealed class EnvironmentWorkTests
{
    [Fact]
    public void Environment_WithTheNameOfTheNode_LeavesItToTheWorker()
    {
        var main = MainOf("""{"container":{"image":"a","env":[{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"X","value":"1"}]}}""");

        Assert.Equal([("NODE", "", true), ("X", "1", false)], main.Env.Take(2).Select(variable => (variable.Name, variable.Value, variable.OfHost)));
    }

    [Fact]
    public void Environment_OwnFirst_ThenWhoTheTaskIs()
    {
        var main = MainOf("""{"container":{"image":"a","env":[{"name":"X","value":"1"},{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}}""", dispatch: 3);

        Assert.Equal(
            [
                "X=1", "POD=pod-7", "FLEET_NAMESPACE=ci", "FLEET_WORKFLOW=build", $"FLEET_WORKFLOW_UID={Uid}", "FLEET_NODE=build.a", "FLEET_POD=pod-7", "FLEET_DISPATCH=3",
                $"FLEET_IDEMPOTENCY_KEY={Uid}/7",
            ],
            main.Env.Select(variable => $"{variable.Name}={variable.Value}"));
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(200_000, 4096)]
    public void Environment_ANameThatIsNoVariableAnyMore_IsCut(int length, int shown)
    {
        // Linux takes 128 KiB for one: a loop over long items must not keep the task from starting.
        var request = new TaskRequest { Template = SpecReader.ReadTemplate("""{"container":{"image":"a"}}"""), NodeName = new string('n', length), PodName = "pod-7" };
        var main = WorkBuilder.Build(new WorkScope(Uid, "ci", "build", new WorkflowSpec()), 7, 1, request).Pod!.Containers[0];

        Assert.Equal(new string('n', shown), main.Env.Single(variable => variable.Name == "FLEET_NODE").Value);
    }

    [Theory]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.namespace"}}""", "ci")]
    [InlineData("""{"fieldRef":{"fieldPath":"spec.serviceAccountName"}}""", "default")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['team']"}}""", "blue")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['none']"}}""", "")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['workflows.argoproj.io/workflow']"}}""", "build")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.labels['workflows.argoproj.io/completed']"}}""", "false")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['workflows.argoproj.io/node-name']"}}""", "build.a")]
    [InlineData("""{"fieldRef":{"fieldPath":"metadata.annotations['workflows.argoproj.io/node-id']"}}""", "build-4272362786")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu"}}""", "2")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu","divisor":"1m"}}""", "1500")]
    [InlineData("""{"resourceFieldRef":{"resource":"requests.memory","divisor":"1Mi"}}""", "64")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.memory","divisor":1}}""", "67108864")]
    public void Variable_FromThePod_HasItsValue(string source, string expected) => Assert.Equal(expected, MainOf(Downward(source)).Env[0].Value);

    // The same for a task that is sent again, another one for another pod or workflow.
    [Fact]
    public void Uid_OfThePod_IsItsOwn()
    {
        var first = PodFactsOf(Uid, "pod-7").Value("metadata.uid");
        Assert.Equal(first, PodFactsOf(Uid, "pod-7").File("metadata.uid"));
        Assert.Equal('8', Guid.Parse(first!).ToString("D")[14]);
        Assert.NotEqual(first, PodFactsOf(Uid, "pod-8").Value("metadata.uid"));
        Assert.NotEqual(first, PodFactsOf(Guid.NewGuid(), "pod-7").Value("metadata.uid"));
    }

    private static PodFacts PodFactsOf(Guid uid, string pod) =>
        new WorkScope(uid, "ci", "build", new WorkflowSpec()).FactsOf(new TaskRequest { Template = SpecReader.ReadTemplate("""{"container":{"image":"a"}}"""), NodeName = "n", PodName = pod });

    [Theory]
    [InlineData("""{"fieldRef":{"fieldPath":"status.hostIP"}}""", "only metadata.name, metadata.namespace")]
    [InlineData("""{"fileKeyRef":{"volumeName":"v","path":"p","key":"k"}}""", "a valueFrom that cannot be followed: write one of configMapKeyRef")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.ephemeral-storage"}}""", "which the container does not set")]
    [InlineData("""{"resourceFieldRef":{"resource":"cpu"}}""", "write limits.cpu")]
    [InlineData("""{"resourceFieldRef":{"resource":"limits.cpu","divisor":"0"}}""", "a divisor is not 0")]
    public void Variable_FromWhatIsNotThere_IsRefused(string source, string part) =>
        Assert.Contains(part, Assert.Throws<WorkException>(() => MainOf(Downward(source))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("db", "256")]
    [InlineData("main", "64")]
    [InlineData("first", "8")]
    public void Variable_FromTheResourcesOfAnotherContainer_HasItsValue(string name, string expected) => Assert.Equal(expected, MainOf(OfContainer(name)).Env[0].Value);

    [Fact]
    public void Variable_FromAContainerThatThePodDoesNotHave_IsRefused() =>
        Assert.Contains("names the container 'none' in resourceFieldRef.containerName, which the pod does not have", Assert.Throws<WorkException>(() => MainOf(OfContainer("none"))).Message, StringComparison.Ordinal);

    private static string OfContainer(string name) => """
        {"container":{"image":"a","resources":{"limits":{"memory":"64Mi"}},"env":[{"name":"X","valueFrom":{"resourceFieldRef":{"containerName":"NAME","resource":"limits.memory","divisor":"1Mi"}}}]},
        "sidecars":[{"name":"db","image":"a","resources":{"limits":{"memory":"256Mi"}}}],"initContainers":[{"name":"first","image":"a","resources":{"limits":{"memory":"8Mi"}}}]}
        """.Replace("NAME", name, StringComparison.Ordinal);

    private static string Downward(string source) =>
        """{"container":{"image":"a","resources":{"limits":{"cpu":"1500m","memory":"64Mi"}},"env":[{"name":"X","valueFrom":SOURCE}]},"metadata":{"labels":{"team":"blue"}}}""".Replace("SOURCE", source, StringComparison.Ordinal);
}
