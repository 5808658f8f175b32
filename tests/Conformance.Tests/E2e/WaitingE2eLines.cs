using System.CommandLine;
using Fleet.Cli;
using Fleet.Cli.Output;
using Fleet.Conformance.Tests.Examples;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>The lines that are not run here, each with the example, the feature, the command or the thing outside that says why.</summary>
internal static class WaitingE2eLines
{
    // A feature that is not built. Where several are missing, the one that is named is the main one.
    private static readonly Dictionary<string, string> Feature = new(StringComparer.Ordinal)
    {
        ["cli/TestWorkflowLint"] = "cron",
        ["cli/TestCronWorkflowsBackfillCommands"] = "cron",
        ["cron/TestBasic"] = "cron",
        ["cron/TestMalformedCronWorkflow"] = "cron",
    };

    // A command, or an option of one, that is not built.
    private static readonly Dictionary<string, string> Verb = new(StringComparer.Ordinal)
    {
        ["cli/TestLogLevels"] = "list --loglevel",
        ["cli/TestGLogLevels"] = "list --gloglevel",
        ["cli/TestTokenArg"] = "list --user",
        ["cli/TestWorkflowDeleteResubmitted"] = "resubmit",
        ["cli/TestWorkflowResubmit"] = "resubmit",
        ["cli/TestWorkflowResubmitDAGWithDependencies"] = "resubmit",
        ["cli/TestWorkflowResubmitByLabelSelector"] = "resubmit",
        ["cli/TestWorkflowResubmitByFieldSelector"] = "resubmit",
        ["cli/TestArchiveLabel"] = "archive",
        ["cli/TestVersion"] = "version --short",
    };

    // All is built, or has no meaning outside Kubernetes: what they need is not here, or the line itself is not right.
    private static readonly Dictionary<string, string> Outside = new(StringComparer.Ordinal)
    {
        ["artifacts/TestStoppedWorkflow"] = "a container with argo's program, which finds the cluster it runs in",
        ["artifacts/TestDeleteWorkflow"] = "a container with argo's program, which finds the cluster it runs in",
        ["file/functional/ci-output-artifact.yaml"] = "the images golang:1.8, debian:9.1 and ubuntu:17.10, and the history of a repository",
        ["file/functional/ci.yaml"] = "the images golang:1.8, debian:9.1 and ubuntu:17.10, and the history of a repository",
        ["file/expectedfailures/input-artifact-not-optional.yaml"] = "is refused when it is submitted, as by Argo's validation: inputs.artifacts.kubectl was not supplied",
        ["file/functional/git-clone-test.yaml"] = "the image golang:1.8, and the history of Argo's repository",
        ["artifacts/TestDefaultParameterOutputsPlugin"] = "its repository is an artifact plugin",
        ["artifacts/TestMainLogPlugin"] = "its repository is an artifact plugin",
        ["file/expectedfailures/pod-termination-failure.yaml"] = "kubectl deletes a pod from inside another",
        ["resource_template/TestResourceTemplateWithOutputs"] = "makes a Kubernetes Pod",
        ["resource_template/TestResourceTemplateWithPod"] = "makes a Kubernetes Pod",
        ["workflow_template/TestSubmitWorkflowTemplateResourceUnquotedExpressions"] = "makes a Kubernetes Pod",
        ["resource_template/TestResourceTemplateFailed"] = "patches a Kubernetes object",
        ["workflow/TestWorkflowFailedWhenAllPodSetFailedFromPending"] = "looks at pods that Kubernetes fails before their containers begin; here they are done within the deadline",
        ["file/functional/testvolume.yaml"] = "makes a Kubernetes PersistentVolumeClaim by kubectl",
        ["file/functional/loop-sequence-many-long-pods.yaml"] = "10,000 pods of ten minutes, each with 3 GiB",
        ["file/expectedfailures/oom-kill.yaml"] = "a fork bomb in an image of 2018, with a limit (5M) below Docker's least; signals/TestSignaledContainerSet runs out of memory",
        ["functional/TestStepLevelMemoize"] = "its manifest writes Parameter for parameter, which Go's JSON takes for the same name; here names are as they are written, as in Argo's own strict mode",
    };

    /// <summary>Every line is run, or stands here with a reason that still holds.</summary>
    public static void Review(IReadOnlyList<E2eCheck> checks, IReadOnlyList<CliCheck> cliChecks)
    {
        var run = checks.Select(check => check.Id).Concat(cliChecks.Select(check => check.Id)).ToList();
        Assert.Equal(run.Distinct(StringComparer.Ordinal), run);
        var wrong = E2eLine.All.Values.Select(line => Problem(line, run.Contains(line.Id))).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.All(run.Concat(Feature.Keys).Concat(Verb.Keys).Concat(Outside.Keys), id => Assert.Contains(id, E2eLine.All.Keys));
    }

    /// <summary>What a line that is not run waits for.</summary>
    public static (string State, string Text) StateOf(E2eLine line) =>
        Feature.TryGetValue(line.Id, out var feature) ? ("waits for", feature)
            : Verb.TryGetValue(line.Id, out var command) ? ("waits for", $"fleet {command}")
            : Outside.TryGetValue(line.Id, out var reason) ? ("outside", reason)
            : SameExample(line) is { } example ? ("as example", example)
            : ("not listed", "");

    private static string? Problem(E2eLine line, bool run)
    {
        var missing = line.Features.Where(feature => !ExampleFeatures.IsBuilt(feature)).ToList();
        var listed = (Feature.ContainsKey(line.Id) ? 1 : 0) + (Verb.ContainsKey(line.Id) ? 1 : 0) + (Outside.ContainsKey(line.Id) ? 1 : 0);
        if (run || SameExample(line) is not null)
            return missing.Count > 0 || listed > 0 ? $"{line.Id} is run, and waits for [{string.Join(", ", missing)}]" : null;
        if (listed > 1)
            return $"{line.Id} has more than one reason";
        if (Feature.TryGetValue(line.Id, out var feature))
            return missing.Contains(feature) ? null : $"{line.Id} waits for {feature}, of [{string.Join(", ", missing)}]";
        if (missing.Count > 0)
            return $"{line.Id} is not listed: it waits for [{string.Join(", ", missing)}]";
        if (Verb.TryGetValue(line.Id, out var command))
            return !line.Calls.Any(call => Uses(call, command)) ? $"{line.Id} does not call {command}" : IsThere(command) ? $"{line.Id} waits for fleet {command}, which is there" : null;
        return listed == 1 ? null : $"{line.Id} is not run. Everything it names is built: write its check";
    }

    // The same text as an example that is run by the tests of the examples.
    private static string? SameExample(E2eLine line) =>
        line.SameAs is { } file && ExampleLine.All.TryGetValue(file, out var example) && example.Text == line.Manifests[0].Text && ExampleTests.Checks.Any(check => check.Line == file) ? file : null;

    private static bool Uses(IReadOnlyList<string> call, string command) => command.Split(' ').All(word => call.Any(said => said == word || said.StartsWith(word + "=", StringComparison.Ordinal)));

    private static bool IsThere(string words)
    {
        using var nothing = new MemoryStream();
        Command at = FleetCli.Root(new CliEnvironment { Out = TextWriter.Null, Error = TextWriter.Null, In = nothing, IsTerminal = false, Variable = _ => null });
        var names = new List<string>();
        foreach (var word in words.Split(' '))
        {
            names.AddRange(at.Options.SelectMany(option => option.Aliases.Append(option.Name)));
            if (word.StartsWith('-'))
                return names.Contains(word);
            if (at.Subcommands.FirstOrDefault(command => command.Name == word) is not { } next)
                return false;
            at = next;
        }

        return true;
    }
}
