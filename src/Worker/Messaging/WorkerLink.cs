using Fleet.Contracts;
using Fleet.Worker.Execution;
using MassTransit;

namespace Fleet.Worker.Messaging;

/// <summary>Sends to the coordinator's exchanges: mandatory, confirmed by the broker, with the patience that a broker's restart needs.</summary>
internal sealed class WorkerLink(IBus bus) : ICoordinatorLink
{
    private static readonly TimeSpan SendToken = TimeSpan.FromSeconds(5);

    // The token can fire late, or not at all, while the broker is frozen.
    private static readonly TimeSpan OuterLimit = TimeSpan.FromSeconds(30);

    private static readonly Uri Coordinator = new("exchange:" + EntityNames.Coordinator);
    private static readonly Uri Logs = new("exchange:" + EntityNames.Logs);

    public async Task SendAsync(WorkerHello message, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(Coordinator, message, cancellationToken).ConfigureAwait(false);
        }
        catch (MessageReturnedException returned)
        {
            throw new CoordinatorAbsentException(EntityNames.Coordinator, returned);
        }
    }

    public Task SendAsync(WorkerBeat message, CancellationToken cancellationToken) => SendAsync(Coordinator, message, cancellationToken);

    public Task SendAsync(WorkerReport message, CancellationToken cancellationToken) => SendAsync(Coordinator, message, cancellationToken);

    public Task SendAsync(LogChunk message, CancellationToken cancellationToken) => SendAsync(Logs, message, cancellationToken);

    private async Task SendAsync<T>(Uri exchange, T message, CancellationToken cancellationToken)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SendToken);
        await SendCoreAsync(exchange, message, patience.Token).WaitAsync(OuterLimit, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendCoreAsync<T>(Uri exchange, T message, CancellationToken cancellationToken)
        where T : class
    {
        var endpoint = await bus.GetSendEndpoint(exchange).ConfigureAwait(false);
        await endpoint.Send(
            message,
            context =>
            {
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                    rabbit.Mandatory = true;
            },
            cancellationToken).ConfigureAwait(false);
    }
}
