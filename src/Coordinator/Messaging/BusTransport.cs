using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Submission;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Messaging;

/// <summary>Connects the leader's queues while it leads, and carries its probes.</summary>
internal sealed class BusTransport(
    IBus bus, BusSender sender, FleetBusOptions options, ISubmissions submissions, SubmissionRoom room, CommandDesk commands, ILogSink logs, TimeProvider time, ILogger<BusTransport> logger)
    : ILeaderTransport
{
    private static readonly Uri ProbeAddress = new("exchange:" + EntityNames.Coordinator);
    private static readonly string ProbeUrn = MessageEnvelope.Urn(typeof(LeaderProbe));

    public async Task<IAsyncDisposable> ConsumeAsync(ILeaderInbox inbox, CancellationToken cancellationToken)
    {
        var connected = new ConnectedEndpoints(logger);
        try
        {
            connected.Add(bus.ConnectReceiveEndpoint(EntityNames.Coordinator, endpoint => LeaderEndpoint.Configure(endpoint, inbox, options, connected.HandBack)));
            connected.Add(bus.ConnectReceiveEndpoint(EntityNames.Logs, endpoint => LogEndpoint.Configure(endpoint, logs, connected.HandBack, time, logger)));
            connected.Add(bus.ConnectReceiveEndpoint(EntityNames.Submit, endpoint => StrangerEndpoints.ConfigureSubmit(endpoint, submissions, room, connected.HandBack)));
            connected.Add(bus.ConnectReceiveEndpoint(EntityNames.Commands, endpoint => StrangerEndpoints.ConfigureCommands(endpoint, commands, connected.HandBack)));
            await connected.ReadyAsync(cancellationToken).ConfigureAwait(false);
            return connected;
        }
        catch
        {
            await connected.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task ProbeAsync(LeaderProbe probe, CancellationToken cancellationToken)
    {
        var id = NewId.NextGuid();
        var body = MessageEnvelope.Wrap(id, ProbeUrn, JsonSerializer.SerializeToUtf8Bytes(probe, WireJson.Default.LeaderProbe));
        return sender.SendAsync(ProbeAddress, new StoredBody(body, StoredBody.Envelope), id, null, mandatory: true, cancellationToken);
    }
}
