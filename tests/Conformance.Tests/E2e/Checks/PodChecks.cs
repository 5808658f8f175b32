namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Pods of several containers, and what they share.</summary>
internal static class PodChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        E2eCheck.Of("signals/TestSidecars", run => Assert.Equal(2, run.Containers.Count)),
        E2eCheck.Of("signals/TestSignaledContainerSet", run =>
        {
            Assert.Contains("(exit code 137)", run.Message, StringComparison.Ordinal);
            Assert.Equal("Failed", run["one"].Phase);
            Assert.Contains("(exit code 137)", run["one"].Message, StringComparison.Ordinal);
            // Here a member whose dependency failed never starts; in Argo it waits in a container, which is then killed (143).
            Assert.Equal("Error", run["two"].Phase);
        }),
        E2eCheck.Of("functional/TestContainerSetRetryFail", run => Assert.Equal("Succeeded", run["a"].Phase)),
    ];
}
