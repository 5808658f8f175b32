using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Locks and memoization.</summary>
internal static class LockChecks
{
    private const string Config = "{apiVersion: v1, kind: ConfigMap, metadata: {name: my-config}, data: {workflow: '1', template: '1'}}";

    public static IEnumerable<E2eCheck> All =>
    [
        new("db_semaphore/TestSynchronizationWfLevelMutex", runs => Assert.Equal(1, ContainerTime.MostAtOnce(runs.SelectMany(run => run.Containers))))
        {
            // One of its files begins with a slip of the pen.
            Backing = (text, _) => text.Replace("dbapiVersion:", "apiVersion:", StringComparison.Ordinal),
        },
        E2eCheck.Of("db_semaphore/TestTemplateLevelMutex", run =>
        {
            Assert.Equal(4, run.Containers.Count);
            Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers.Where(container => run.Nodes[container.Ordinal].DisplayName.Contains("lock(", StringComparison.Ordinal))));
        }),
        E2eCheck.Of("db_semaphore/TestTemplateLevelSemaphore", run =>
        {
            run.AssertItems("sleep", "0:hello", "1:goodbye");
            Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers));
        })
        with
        {
            // The line looks at it while it runs: one child waits for the other.
            Phase = "Succeeded",
            Limits = new Dictionary<string, int> { ["template"] = 1 },
        },
        E2eCheck.Of("db_semaphore/TestSynchronizationTmplLevelMutexAndSemaphore", run => run.AssertPhases("Succeeded", "task-1", "task-2")) with { Limits = new Dictionary<string, int> { ["workflow"] = 1 } },
        E2eCheck.Of("db_semaphore/TestSynchronizationMultiple", run => Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers))) with { Limits = new Dictionary<string, int> { ["workflow"] = 1 } },
        E2eCheck.Of("semaphore/TestWorkflowLevelSemaphore", run => Assert.Single(run.Containers)) with { Needs = [Config] },
        E2eCheck.Of("semaphore/TestSynchronizationTmplLevelMutexAndSemaphore", run => Assert.Equal(1, ContainerTime.MostAtOnce(run.Containers))) with { Needs = [Config] },
        E2eCheck.Of("functional/TestStepLevelMemoizeNoOutput", AssertFound),
        E2eCheck.Of("functional/TestDAGLevelMemoizeNoOutput", AssertFound),
    ];

    private static void AssertFound(ExampleRun run)
    {
        Assert.False(run["hello1"].Json.GetProperty("memoizationStatus").GetProperty("hit").GetBoolean());
        Assert.True(run["hello2a"].Json.GetProperty("memoizationStatus").GetProperty("hit").GetBoolean());
        Assert.Single(run.Containers);
    }
}
