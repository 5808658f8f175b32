using Fleet.Conformance.Tests.Examples;
using Fleet.Conformance.Tests.Running;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.EndToEnd.Tests;

namespace Fleet.Conformance.Tests.E2e;

/// <summary>Runs all lines, beside whatever else is run.</summary>
public sealed class E2eFleet(RunHost host)
{
    private readonly Dictionary<string, Task<IReadOnlyList<ExampleRun>>> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IReadOnlyList<CliOutput>>> calls = new(StringComparer.Ordinal);

    /// <summary>The workflows of a check; the first call starts all lines.</summary>
    internal async Task<IReadOnlyList<ExampleRun>> RunAsync(E2eCheck check)
    {
        Start();
        return await runs[check.Id].WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What the commands of a line said.</summary>
    internal async Task<IReadOnlyList<CliOutput>> RunAsync(CliCheck check)
    {
        Start();
        return await calls[check.Id].WaitAsync(TestContext.Current.CancellationToken);
    }

    private void Start()
    {
        Part.NeedsEngine();
        _ = E2eLine.All;
        if (runs.Count > 0)
            return;
        foreach (var check in E2eTests.Checks)
            runs.Add(check.Id, host.QueueAsync(check.Pace, () => RunOneAsync(check), all => all.Any(check.TooSlow)));
        foreach (var check in E2eTests.CliChecks)
            calls.Add(check.Id, host.QueueAsync(check.Pace, () => CallAsync(check)));
    }

    private async Task<IReadOnlyList<ExampleRun>> RunOneAsync(E2eCheck check)
    {
        var line = E2eLine.All[check.Id];
        using var session = new CliSession(host, line, await host.AddressAsync());
        await session.ApplyAsync([.. line.Templates, .. check.Needs, .. check.NeedsMade(host.Backing)]);
        foreach (var (key, limit) in check.Limits)
            await host.ChangeAsync(new ResourceChange(ResourceAction.Apply, new ResourceKey(ResourceKinds.SyncLimit, line.Namespace, key)) { Manifest = SyncLimit.Write(limit) });
        IReadOnlyList<string> texts = check.Made is { } made ? [made] : [.. line.Workflows.Select(workflow => check.Backing(workflow, host.Backing))];
        return await Task.WhenAll(texts.Select(text => host.RunAsync(new RunRequest(line.Namespace, text)
        {
            Act = (api, name, cancellationToken) => check.Act(api, line.Namespace, name, cancellationToken),
        })));
    }

    private async Task<IReadOnlyList<CliOutput>> CallAsync(CliCheck check)
    {
        var line = E2eLine.All[check.Id];
        using var session = new CliSession(host, line, await host.AddressAsync());
        await check.Act(session);
        return session.Outputs;
    }
}
