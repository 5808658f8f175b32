using System.Collections.Concurrent;
using System.Net.Mime;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Hosting;
using Fleet.Coordinator.Leading;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Asks whoever leads through <see cref="EntityNames.Submit"/> and <see cref="EntityNames.Commands"/>, as any client does: plain JSON, answered to a queue of this process.
/// While nobody leads the question waits in the queue.
/// </summary>
internal sealed class BusLeaderLink(IBus bus, BusSender sender, FleetBusOptions options, CoordinatorOptions coordinator, TimeProvider time) : ILeaderLink, IAsyncDisposable
{
    /// <summary>How long an answer is waited for: a leader's lease and a new one's start fit in several times.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly ContentType PlainJson = new("application/json");
    private static readonly Uri Submit = new("exchange:" + EntityNames.Submit);
    private static readonly Uri Commands = new("exchange:" + EntityNames.Commands);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<SubmitReply>> _waiting = [];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _queue = "fleet.reply." + Guid.NewGuid().ToString("N");
    private HostReceiveEndpointHandle? _replies;

    public bool Exists => options.Broker is not null;

    public Task<SubmitReply> SubmitAsync(SubmitWorkflow request, CancellationToken cancellationToken) =>
        AskAsync(Submit, JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.SubmitWorkflow), cancellationToken);

    public Task<SubmitReply> CommandAsync(WorkflowCommand command, CancellationToken cancellationToken) =>
        AskAsync(Commands, JsonSerializer.SerializeToUtf8Bytes(command, WireJson.Default.WorkflowCommand), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_replies is not null) await _replies.StopAsync().ConfigureAwait(false);
    }

    private async Task<SubmitReply> AskAsync(Uri exchange, byte[] body, CancellationToken cancellationToken)
    {
        await ListenAsync(cancellationToken).ConfigureAwait(false);
        var id = NewId.NextGuid();
        var answer = new TaskCompletionSource<SubmitReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id.ToString("D")] = answer;
        try
        {
            var sent = await sender.AskAsync(exchange, new StoredBody(body, PlainJson), id, _queue, cancellationToken).ConfigureAwait(false);
            if (sent == SendResult.Unroutable) throw new NotLeadingException(coordinator.Scope);
            return await answer.Task.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not NotLeadingException && !cancellationToken.IsCancellationRequested)
        {
            // No confirm or no answer in time: it may be in the queue, and may be done.
            throw NotLeadingException.NoAnswer(coordinator.Scope);
        }
        finally
        {
            _waiting.TryRemove(id.ToString("D"), out _);
        }
    }

    /// <summary>Connects the queue of answers when the first question is asked: a leader never needs it.</summary>
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _replies ??= bus.ConnectReceiveEndpoint(_queue, Configure);
            await _replies.Ready.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new NotLeadingException(coordinator.Scope);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Configure(IReceiveEndpointConfigurator endpoint)
    {
        EndpointDefaults.Apply(endpoint, prefetch: 50, new HandBack(CancellationToken.None));
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.Durable = false;
            rabbit.AutoDelete = true;
            rabbit.Exclusive = true;
        }

        endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        endpoint.Handler<SubmitReply>(context =>
        {
            // An answer that nobody waits for any more is of no use.
            if (context.TryGetPayload<RabbitMqBasicConsumeContext>(out var message) && message.Properties.CorrelationId is { } id && _waiting.TryGetValue(id, out var answer))
                answer.TrySetResult(context.Message);
            return Task.CompletedTask;
        });
    }
}
