using Fleet.Worker.Containers;

namespace Fleet.Conformance.Tests.Examples.Checks;

/// <summary>Pods of several containers.</summary>
internal static class PodChecks
{
    // The container prints its secret, and is given it: the log shows that, and not what it is.
    private const string MySecret = """
        apiVersion: v1
        kind: Secret
        metadata: {name: my-secret}
        stringData: {mypassword: S00perS3cretPa55word}
        """;

    public static IEnumerable<ExampleCheck> All =>
    [
        new("secrets", run => Assert.Equal("secret from env: ***\nsecret from file: ***", run.Log(run.Root))) { Stored = () => [MySecret] },
        new("container-set-template/sequence-workflow", run =>
        {
            Assert.Equal(["a", "b", "c"], run.Containers.Select(container => container.Labels[ContainerLabels.Container]));
            for (var i = 1; i < 3; i++)
                Assert.True(run.Containers[i - 1].Ended <= run.Containers[i].Started);
            run.AssertPhases("Succeeded", "a", "b", "c");
            Assert.All(run.Nodes.Where(node => node != run.Root), node => Assert.Equal(("Container", run.Root.Id), (node.Type, node.BoundaryId)));
        }),
        new("container-set-template/outputs-result-workflow", run =>
        {
            Assert.Equal([run["main"].Id], run["a"].Children.Where(id => id == run["main"].Id));
            Assert.Equal(("Container", "Succeeded"), (run["main"].Type, run["main"].Phase));
            Assert.Equal("hi", run["a"].Result);
            Assert.Equal(("hi", "Succeeded"), (run["b"].Input("x"), run["b"].Phase));
        }),
        new("pod-resources", run => Assert.Equal(("Pod", "hello world"), (run.Root.Type, run.Log(run.Root)))),
        new("pod-resources-template-override", run =>
        {
            run.AssertPhases("Succeeded", "small", "large");
            run.AssertAfter("large", "small");
            var helper = Assert.Single(run.Under(run["large"]), container => container.Labels[ContainerLabels.Container] == "helper");
            var main = Assert.Single(run.Under(run["large"]), container => container.Labels[ContainerLabels.Container] == "main");
            // It would sleep ten minutes.
            Assert.True(helper.Ended >= main.Ended && helper.Ended - helper.Started < 600_000_000_000);
        })
        {
            Long = true,
            Backing = (text, _) => text.Replace("sleep 10", "sleep 600", StringComparison.Ordinal),
        },
        new("pod-spec-patch", run => Assert.Equal("hello world", run.Log(run.Root))),
        new("pod-spec-yaml-patch", run => Assert.Equal("hello world", run.Log(run.Root))),
        new("daemon-nginx", run =>
        {
            var server = Assert.Single(run.Under(run["nginx-server"]));
            var client = Assert.Single(run.Under(run["nginx-client"]));
            // The probe's delay; the server is stopped when the client has ended.
            Assert.True(client.Started - server.Started >= 2_000_000_000);
            Assert.True(server.Ended >= client.Ended);
            Assert.Equal("Succeeded", run["nginx-server"].Phase);
            Assert.Contains("Welcome to nginx!", run.Log("nginx-client"), StringComparison.Ordinal);
        }),
        new("steps-daemon-retry-strategy", run =>
        {
            Assert.Equal(("Retry", "Succeeded"), (run["server"].Type, run["server"].Phase));
            Assert.Equal("Succeeded", run["server(0)"].Phase);
            var server = Assert.Single(run.Under(run["server(0)"]));
            var clients = run.Containers.Where(container => container != server).ToList();
            Assert.Equal(10, clients.Count);
            Assert.Equal(1, ContainerTime.MostAtOnce(clients));
            Assert.All(clients, client => Assert.True(server.Started <= client.Started && client.Ended <= server.Ended));
            run.AssertItems("client", [.. Enumerable.Range(0, 10).Select(i => $"{i}:{i}")]);
        }) { Long = true },
        new("daemon-step", run =>
        {
            var influx = Assert.Single(run.Under(run["influx"]));
            Assert.Equal("Succeeded", run["influx"].Phase);
            foreach (var producer in (string[])["producer-1", "producer-2", "producer-3"])
                run.AssertAfter(producer, "init-database");
            run.AssertAfter("consumer", "producer-1", "producer-2", "producer-3");
            Assert.All(run.Containers.Where(container => container != influx), container => Assert.True(influx.Started <= container.Started && influx.Ended >= container.Ended));
        }) { Long = true },
    ];
}
