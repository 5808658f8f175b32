namespace Fleet.Conformance.Tests.Examples;

/// <summary>The lines that are not run, each with the feature or the thing outside that it waits for.</summary>
internal static class WaitingLines
{
    private static readonly Dictionary<string, string> Feature = new(StringComparer.Ordinal)
    {
        ["artifact-passing-explicit-plugin"] = "artifacts:plugin",
        ["cron-backfill"] = "cron",
        ["cron-when"] = "cron",
        ["cron-workflow-multiple-schedules"] = "cron",
        ["hdfs-artifact"] = "artifacts:hdfs",
        ["workflow-event-binding/github-path-filter-workfloweventbinding"] = "WorkflowEventBinding",
    };

    // Every feature is built, or has no meaning outside Kubernetes: what they need is not here.
    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["ci"] = "the images golang:1.8, debian:9.1 and ubuntu:17.10, and the history of a repository",
        ["ci-output-artifact"] = "the images golang:1.8, debian:9.1 and ubuntu:17.10, and the history of a repository",
        ["data-transformations"] = "a bucket: S3ListedTests runs it",
        ["input-artifact-gcs"] = "a bucket: GcsAndOssTests runs it",
        ["input-artifact-oss"] = "a bucket: GcsAndOssTests runs it",
        ["input-artifact-azure"] = "a container of Azure: AzureNamedTests runs it",
        ["output-artifact-azure"] = "a container of Azure: AzureNamedTests runs it",
        ["artifacts-workflowtemplate"] = "the image remuslazar/gnuplot, and a data set of the network",
        ["influxdb-ci"] = "the repository of InfluxDB and what its build fetches, with 4 GiB",
        ["daemoned-stateful-set-with-service"] = "Kubernetes' StatefulSet and Service",
        ["buildkit-template"] = "credentials of a registry, images of Git, Go and rootless BuildKit",
        ["fun-with-gifs"] = "pictures in a bucket of the internet, images of ImageMagick and gifsicle",
        ["testvolume"] = "Kubernetes' PersistentVolumeClaim, made by kubectl",
        ["k8s-jobs"] = "Kubernetes' Job",
        ["k8s-orchestration"] = "Kubernetes' Job",
        ["k8s-owner-reference"] = "Kubernetes' Pod",
        ["k8s-patch-json-pod"] = "Kubernetes' Pod",
        ["k8s-patch-json-workflow"] = "a manifest that changes after its submission",
        ["k8s-patch-merge-pod"] = "Kubernetes' Pod",
        ["k8s-patch-pod"] = "Kubernetes' Pod",
        ["resource-delete-with-flags"] = "Kubernetes' ConfigMap",
        ["resource-flags"] = "OpenShift's Route",
        ["handle-large-output-results"] = "the image stedolan/jq, whose format engines do not take any more",
        ["hello-hybrid"] = "a Windows container worker and label matching for kubernetes.io/os",
        ["resource-claims-template-override"] = "DRA driver",
        ["resource-claims"] = "DRA driver",
    };

    /// <summary>Every line is run, or stands here with a reason that still holds.</summary>
    public static void Review(IReadOnlyList<ExampleCheck> checks)
    {
        var run = checks.Select(check => check.Line).ToHashSet(StringComparer.Ordinal);
        foreach (var line in ExampleLine.All.Values)
        {
            var missing = line.Features.Where(feature => !ExampleFeatures.IsBuilt(feature)).ToList();
            var file = line.File["examples/".Length..^".yaml".Length];
            if (run.Contains(line.File))
                Assert.True(missing.Count == 0 && !Feature.ContainsKey(file) && !Outside.ContainsKey(file), $"{file} is run, and waits for {string.Join(", ", missing)}");
            else if (Outside.ContainsKey(file))
                Assert.True(missing.Count == 0, $"{file}: the reason is the feature {missing.FirstOrDefault()}");
            else
                Assert.True(Feature.TryGetValue(file, out var reason) && missing.Contains(reason), $"{file} is not run: it waits for [{string.Join(", ", missing)}]. With nothing in the brackets, write its check; else name one of them here.");
        }

        var files = ExampleLine.All.Keys.ToHashSet(StringComparer.Ordinal);
        Assert.All(Feature.Keys.Concat(Outside.Keys), file => Assert.Contains($"examples/{file}.yaml", files));
        Assert.All(run, file => Assert.Contains(file, files));
    }
}
