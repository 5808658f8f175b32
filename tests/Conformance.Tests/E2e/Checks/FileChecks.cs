using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>Files that no test of Argo's names; those that are an example of the same text stand with the examples.</summary>
internal static class FileChecks
{
    public static IEnumerable<E2eCheck> All =>
    [
        Functional("dag-daemon-task", run =>
        {
            run.AssertAfter("consumer", "producer-1", "producer-2", "producer-3");
            var influx = Assert.Single(run.Under(run["influx"]));
            Assert.True(influx.Started < run.Under(run["init-database"])[0].Started && influx.Ended > run.Under(run["consumer"])[0].Ended);
            Assert.Contains("server03", run.Log("consumer"), StringComparison.Ordinal);
        })
        with
        {
            Pace = Pace.Long,
        },
        Functional("dag-diamond-steps", run =>
        {
            Assert.Equal(12, run.Pods.Count());
            Assert.Equal("Steps", run["A"].Type);
            Assert.Equal(["[0]", "echo(0:1)", "echo(1:2)", "echo(2:3)"], run.Nodes.Where(node => node.BoundaryId == run["A"].Id).Select(node => node.DisplayName));
            run.AssertAfter("B", "A");
            run.AssertAfter("C", "A");
        }),
        Functional("dag-diamond", run =>
        {
            Assert.Equal(["A", "B", "C", "D"], run.Pods.Select(pod => pod.DisplayName).Order(StringComparer.Ordinal));
            run.AssertAfter("B", "A");
            run.AssertAfter("C", "A");
            run.AssertAfter("D", "B", "C");
        }),
        Functional("dag-nested", run =>
        {
            Assert.Equal(16, run.Pods.Count());
            Assert.Equal(["A", "B", "C", "D"], run.Nodes.Where(node => node.BoundaryId == run.At(".A").Id).Select(node => node.DisplayName).Order(StringComparer.Ordinal));
            var (last, next) = (run.Under(run.At(".A.D"))[0], run.Under(run.At(".B.A"))[0]);
            Assert.True(last.Ended < next.Started);
        }),
        Functional("dag-targets-input-param", run => Assert.Equal(["A", "C", "E"], run.Pods.Select(pod => pod.DisplayName).Order(StringComparer.Ordinal))),
        Functional("dag-with-retries", run => Assert.Equal("Retry", run["step1"].Type)),
        Functional("loop-sequence-empty", run =>
        {
            Assert.Equal(("Skipped", "Skipped, empty params"), (run["sequence-count"].Phase, run["sequence-count"].Message));
            Assert.Equal("Succeeded", run["sequence-start-end(0:0)"].Phase);
        }),
        Functional("loops-maps", run => run.AssertItems("test-linux", "0:image:debian,tag:9.1", "1:image:debian,tag:8.9", "2:image:alpine,tag:3.6", "3:image:ubuntu,tag:17.10")) with
        {
            // The images are those of 2018; the names of the nodes are what counts.
            Backing = (text, _) => text.Replace("{{inputs.parameters.image}}:{{inputs.parameters.tag}}", "alpine:3.23", StringComparison.Ordinal),
        },
        Functional("loops-sequence-dag", run =>
        {
            run.AssertItems("sequence-count", "0:0", "1:1", "2:2");
            run.AssertItems("sequence-start-end", "0:100", "1:101", "2:102", "3:103");
        }),
        Functional("output-parameter", run =>
        {
            Assert.Equal("hello world", run["generate-parameter"].Output("hello-param"));
            Assert.Equal("hello world", run.Log("consume-parameter"));
        }),
        Functional("pns-output-params", run => Assert.Equal("A B C D", run.Log("consume-parameter"))),
        Functional("retry-container", run =>
        {
            var last = run.Nodes.Where(node => node != run.Root).ToList();
            Assert.Equal(Enumerable.Range(0, last.Count).Select(attempt => $"{run.Name}({attempt})"), last.Select(node => node.Name));
            Assert.InRange(last.Count, 1, 11);
            Assert.Equal(run.Root.Phase, last[^1].Phase);
        }),
        Functional("script-with-volume", run => Assert.Equal("", run.Log(run.Root))),
        Functional("sidecar-force-kill", run => Assert.Equal(2, run.Containers.Count(container => container.Ended is not null))) with { Pace = Pace.Long },
        Functional("sidecar-nginx", run =>
        {
            Assert.Contains("Welcome to nginx!", run.Log(run.Root), StringComparison.Ordinal);
            Assert.Equal(2, run.Containers.Count(container => container.Ended is not null));
        })
        with
        {
            // The shell of the stand-in for curl does not know >&.
            Backing = (text, _) => text.Replace(">& /tmp/out", "> /tmp/out 2>&1", StringComparison.Ordinal),
        },
        Functional("steps", run =>
        {
            run.AssertAfter("hello2a", "hello1");
            run.AssertAfter("hello2b", "hello1");
            Assert.Equal(("StepGroup", "StepGroup"), (run["[0]"].Type, run["[1]"].Type));
        }),
        Functional("suspend-template", run =>
        {
            Assert.Equal(("Suspend", "Succeeded"), (run["approve"].Type, run["approve"].Phase));
            Assert.InRange((run["delay"].FinishedAt - run["delay"].StartedAt).TotalSeconds, 19, 60);
        })
        with
        {
            Pace = Pace.Long,
            Phase = "Succeeded",
            Act = Acting.ResumeWhenRunningAsync("approve"),
        },
        Functional("volumes-existing", run =>
        {
            Assert.StartsWith("accessed at: ", run.Log("generate"), StringComparison.Ordinal);
            // One line of each run that this engine has seen.
            Assert.StartsWith("Volume access log:\naccessed at: ", run.Log("print"), StringComparison.Ordinal);
            Assert.Contains(run.Log("generate"), run.Log("print"), StringComparison.Ordinal);
        }),
        Functional("volumes-pvc", run => Assert.Equal("getting message from volume\n/mnt/vol\n/mnt/vol/hello_world.txt\nhello world", run.Log("print"))),
        Functional("volumes-emptydir", run => Assert.Contains("Volume mounted and found", run.Log(run.Root), StringComparison.Ordinal)),
        Functional("workflow_level_host_aliases", run => Assert.Contains("127.0.0.1", run.Log(run.Root), StringComparison.Ordinal)) with
        {
            // busybox's nslookup asks a name server only.
            Backing = (text, _) => text.Replace("nslookup argo.io", "grep argo.io /etc/hosts", StringComparison.Ordinal),
        },
        Failing("dag-disable-failFast", run =>
        {
            AssertAttempts(run, "C", 4);
            run.AssertPhases("Succeeded", "B", "D", "E");
        }),
        Failing("dag-disbale-failFast-2", run =>
        {
            AssertAttempts(run, "C", 4);
            run.AssertPhases("Succeeded", "B");
            run.AssertPhases("Failed", "D");
            Assert.Equal(("Omitted", "omitted: depends condition not met"), (run["E"].Phase, run["E"].Message));
        }),
        Failing("dag-exhausted-retries", run =>
        {
            AssertAttempts(run, "fail", 2);
            Assert.Equal("No more retries left", run["fail"].Message);
            Assert.Equal(("Failed", "Omitted"), (run["sub-dag1"].Phase, run["success2"].Phase));
        }),
        Failing("dag-failFast-hang", run =>
        {
            AssertAttempts(run, "sub-dag-b", 2);
            Assert.Equal(("Failed", "Omitted", "Succeeded"), (run["C"].Phase, run["D"].Phase, run["B"].Phase));
        })
        with
        {
            // Kubernetes takes no capital letters either.
            Backing = (text, _) => text.Replace("dag-hang-failFast-", "dag-hang-failfast-", StringComparison.Ordinal),
        },
        Failing("dag-noroot-branch-failed", run =>
        {
            AssertAttempts(run, "C", 4);
            run.AssertPhases("Succeeded", "B", "D", "E");
        }),
        Failing("exit-handler-failed", run =>
        {
            Assert.Equal(("Succeeded", "Failed"), (run.Root.Phase, run.At(".onExit").Phase));
            Assert.Equal("main: Error (exit code 1)", run.Message);
        }),
        Failing("exit-handlers", run =>
        {
            Assert.Equal(("Succeeded", "Succeeded", "Skipped"), (run["notify"].Phase, run["cry"].Phase, run["celebrate"].Phase));
            Assert.Equal("Steps", run.At(".onExit").Type);
        }),
        Failing("failed-step", run =>
        {
            Assert.Equal(("Succeeded", "Failed", "main: Error (exit code 1)"), (run["exit(0:0)"].Phase, run["exit(1:1)"].Phase, run["exit(1:1)"].Message));
            Assert.Equal(("Failed", $"child '{run["exit(1:1)"].Id}' failed"), (run["[0]"].Phase, run["[0]"].Message));
        }),
        Failing("unschedulable", run => Assert.Equal("Failed", run["bad-node-selector"].Phase)) with
        {
            // It waits for ever: it is terminated.
            Phase = "Failed",
            Act = Acting.TerminateWhenPendingAsync("bad-node-selector"),
        },
    ];

    private static E2eCheck Functional(string file, Action<ExampleRun> check) => E2eCheck.Of($"file/functional/{file}.yaml", check);

    // They sleep for half a minute, where they sleep.
    private static E2eCheck Failing(string file, Action<ExampleRun> check) => E2eCheck.Of($"file/expectedfailures/{file}.yaml", check) with { Pace = file.StartsWith("dag-", StringComparison.Ordinal) ? Pace.Long : Pace.Short };

    private static void AssertAttempts(ExampleRun run, string node, int attempts)
    {
        Assert.Equal(("Retry", "Failed"), (run[node].Type, run[node].Phase));
        Assert.Equal(Enumerable.Range(0, attempts).Select(attempt => ($"{node}({attempt})", "Failed")), run.Nodes.Where(one => one.DisplayName.StartsWith(node + "(", StringComparison.Ordinal)).Select(one => (one.DisplayName, one.Phase)));
    }
}
