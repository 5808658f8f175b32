using System.Net.Sockets;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Coordinator.ArtifactKeeping;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Coordinator.Workers;
using Fleet.Worker.Containers;
using Fleet.Workflows.Engine;

namespace Fleet.Cli.Hosting;

/// <summary>
/// Commands on workflows of the data folder while no server runs: those of a living <c>fleet run</c> go to that process through its socket; what nobody leads can only be deleted.
/// </summary>
internal sealed class LocalCommands(IFleetStore store, Guid fleetId, DataFolder data, CliEnvironment environment, ArtifactRemover remover) : IWorkflowCommands, IWaitingReasons
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EngineLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SocketPause = TimeSpan.FromMilliseconds(100);
    private const int SocketLooks = 150;

    public async Task<CommandReply> RequestAsync(Guid uid, UserRequest request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(uid, cancellationToken) is not { } workflow)
            return new CommandReply(CommandOutcome.NotFound, null, 0);
        if (workflow.FinishedAt is not null && request is RetryRequested retry)
            return new CommandReply(CommandOutcome.Refused, retry.Refusal(workflow.Phase, finished: true) ?? $"nobody is there to run workflow {workflow.Name} again: start a server on this data folder (fleet server), and retry it then", workflow.Version);
        if (workflow.FinishedAt is not null)
            return new CommandReply(CommandOutcome.Refused, $"workflow {workflow.Name} has ended ({workflow.Phase})", workflow.Version);
        if (await ReachAsync(workflow, cancellationToken) is not { } client)
        {
            return new CommandReply(
                CommandOutcome.Refused, $"nobody runs workflow {workflow.Name} at present: its process was interrupted. Go on with it (fleet run --continue {workflow.Name}), or delete it.", workflow.Version);
        }

        using (client)
        {
            await SendAsync(client, workflow, request, cancellationToken);
            return new CommandReply(CommandOutcome.Done, null, 0);
        }
    }

    public async Task<IReadOnlyList<WaitingView>> ReasonsAsync(Guid uid, int limit, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(uid, cancellationToken) is not { } workflow)
            return [];
        if (await ReachAsync(workflow, cancellationToken) is not { } client)
            return [new WaitingView(workflow.Name, "Interrupted", $"nobody runs it at present: its process was interrupted. Go on with it: fleet run --continue {workflow.Name}", null)];
        using (client)
        {
            var why = await client.WhyAsync(workflow.Namespace, workflow.Name, null, cancellationToken);
            return [.. System.Text.Json.JsonSerializer.Deserialize<Coordinator.Api.WhyReply>(why)!.Waiting.Take(limit).Select(waiting => new WaitingView(waiting.Node, waiting.Kind, waiting.Reason, waiting.Until))];
        }
    }

    public async Task<CommandReply> DeleteAsync(Guid uid, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(uid, cancellationToken) is not { } workflow)
            return new CommandReply(CommandOutcome.NotFound, null, 0);
        if (await ReachAsync(workflow, cancellationToken) is { } client)
        {
            using (client)
                await client.DeleteAsync(workflow.Namespace, workflow.Name, cancellationToken);
            return new CommandReply(CommandOutcome.Done, null, 0);
        }

        if (await store.TryLeadAsync(workflow.Scope, $"fleet delete/{Environment.ProcessId}", Lease, cancellationToken) is not { } lead)
            return new CommandReply(CommandOutcome.Refused, $"workflow {workflow.Name} is led by another process at present; try again in some seconds", workflow.Version);
        try
        {
            var state = await store.LoadAsync(uid, cancellationToken) is { } stored ? WorkflowState.Load(stored.Record, stored.Nodes) : null;
            if (workflow.FinishedAt is null || state is not null && MayHaveLeft(state))
                await EndTasksAsync(workflow, cancellationToken);
            var batch = new CommitBatch { Leadership = lead };
            batch.Deletes.Add(uid);
            if (state is not null)
            {
                batch.Garbage.AddRange(GarbageRows.Of(uid, new WorkflowNames(workflow.Namespace, workflow.Name), state.Repository.Location, PlaceSecrets.Of(workflow.Namespace, state.Workflow), state.Garbage(deleted: true), environment.Time.GetUtcNow()));
                batch.Garbage.AddRange(GarbageRows.OfValues(state.ToRecord(), environment.Time.GetUtcNow()));
            }

            await store.CommitAsync(batch, cancellationToken);
            await new GarbageSweep(store, remover, environment).RunAsync(lead, uid, cancellationToken);
        }
        finally
        {
            await store.ResignAsync(lead, CancellationToken.None);
        }

        return new CommandReply(CommandOutcome.Done, null, 0);
    }

    // Volumes and containers that may have stayed when it ended.
    private static bool MayHaveLeft(WorkflowState state) => state.Workflow.Spec.VolumeClaimTemplates.Count > 0 || PodGcRules.MayKeep(state.Workflow.Spec);

    // What a dead process left runs on. The lead is this command's for some seconds, which an engine that does not answer must not use up.
    private async Task EndTasksAsync(WorkflowSummary workflow, CancellationToken cancellationToken)
    {
        if (await ScopeRuntime.FindAsync(store, workflow.Scope, cancellationToken) is not { } name)
            return;
        await using var runtime = RuntimeChoice.Named(name, data, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EngineLimit);
        try
        {
            await new RunContainers(runtime, fleetId, workflow.Uid).RemoveAsync(kept: true, limit.Token);
        }
        catch (Exception e) when (e is EngineUnavailableException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await environment.Error.WriteLineAsync(
                $"warning: tasks of {workflow.Name} may still run: the runtime {name} does not answer ({(e is OperationCanceledException ? "in time" : e.Message)}). To end and remove them: {RunContainers.ByHand(name, workflow.Uid)}");
        }
    }

    private static Task<System.Text.Json.JsonElement> SendAsync(HttpFleetClient client, WorkflowSummary workflow, UserRequest request, CancellationToken cancellationToken) => request switch
    {
        SuspendRequested => client.SuspendAsync(workflow.Namespace, workflow.Name, cancellationToken),
        ResumeRequested resume => client.ResumeAsync(workflow.Namespace, workflow.Name, resume.NodeFieldSelector, cancellationToken),
        StopRequested stop => client.StopAsync(workflow.Namespace, workflow.Name, stop.Message, stop.NodeFieldSelector, cancellationToken),
        RetryRequested retry => throw new FleetApiException(400, 9, retry.Refusal(workflow.Phase, finished: false)!),
        TerminateRequested => client.TerminateAsync(workflow.Namespace, workflow.Name, cancellationToken),
        SetNodeRequested set => client.SetAsync(
            workflow.Namespace,
            workflow.Name,
            new NodeChange(set.NodeFieldSelector) { Phase = set.Phase, Message = set.Message, OutputParameters = set.OutputParameters },
            cancellationToken),
        _ => throw new NotSupportedException($"{request.GetType().Name} needs a server"),
    };

    // A run opens its socket a moment after it has begun: while somebody leads the workflow, it may be on its way.
    private async Task<HttpFleetClient?> ReachAsync(WorkflowSummary workflow, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            if (Connect(workflow.Uid) is { } client)
                return client;
            if (look == SocketLooks || await store.FindLeaderAsync(workflow.Scope, cancellationToken) is null)
                return null;
            await Task.Delay(SocketPause, environment.Time, cancellationToken);
        }
    }

    // A socket file without a listener is what a dead process left.
    private HttpFleetClient? Connect(Guid uid)
    {
        var path = data.SocketOf(uid);
        if (!File.Exists(path))
            return null;
        try
        {
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            return null;
        }

        return new HttpFleetClient("http://fleet", null, new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }
}
