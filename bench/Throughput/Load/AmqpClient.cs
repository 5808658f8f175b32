using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Fleet.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Fleet.Throughput.Bench.Load;

/// <summary>A stranger to the Fleet: submits workflows as plain JSON on <c>fleet.submit</c> and listens to <c>fleet.events</c>. All times are taken here, on its clock.</summary>
internal sealed class AmqpClient : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentDictionary<string, Ticket> _tickets = new(StringComparer.Ordinal);
    private string _replies = "";

    private AmqpClient(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    /// <summary>Connects, and refuses a broker on which a Fleet already works: the load would go to it.</summary>
    public static async Task<AmqpClient> ConnectAsync(Uri broker, CancellationToken cancellationToken)
    {
        var connection = await new ConnectionFactory { Uri = broker, ClientProvidedName = "fleet bench" }.CreateConnectionAsync(cancellationToken);
        if (await ConsumersAsync(connection, EntityNames.Coordinator, cancellationToken) > 0)
            throw new InvalidOperationException($"A coordinator consumes {EntityNames.Coordinator} on this broker: the bench needs a broker, or a virtual host, of its own.");
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var client = new AmqpClient(connection, channel);
        await client.ListenAsync(cancellationToken);
        return client;
    }

    /// <summary>Waits until somebody consumes <c>fleet.submit</c>.</summary>
    public async Task WaitForQueueAsync(Action check, CancellationToken cancellationToken)
    {
        while (await ConsumersAsync(_connection, EntityNames.Submit, cancellationToken) == 0)
        {
            check();
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>Submits a manifest; its times are known as its events come in.</summary>
    public async Task<Ticket> SubmitAsync(string name, string yaml, CancellationToken cancellationToken)
    {
        var ticket = _tickets[name] = new Ticket(Stopwatch.GetTimestamp());
        var properties = new BasicProperties { ReplyTo = _replies, CorrelationId = name, ContentType = "application/json", MessageId = Guid.NewGuid().ToString("N") };
        await _channel.BasicPublishAsync("", EntityNames.Submit, mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(new { yaml }), cancellationToken);
        return ticket;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<uint> ConsumersAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A passive declaration of a queue that is not there closes the channel.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).ConsumerCount;
        }
        catch (OperationInterruptedException)
        {
            return 0;
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        _replies = (await _channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        await ConsumeAsync(_replies, OnReply, cancellationToken);
        await _channel.ExchangeDeclareAsync(EntityNames.Events, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        var events = (await _channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        await _channel.QueueBindAsync(events, EntityNames.Events, "#", cancellationToken: cancellationToken);
        await ConsumeAsync(events, OnEvent, cancellationToken);
    }

    private async Task ConsumeAsync(string queue, Action<BasicDeliverEventArgs> received, CancellationToken cancellationToken)
    {
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            received(delivery);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
    }

    private void OnReply(BasicDeliverEventArgs delivery)
    {
        if (delivery.BasicProperties.CorrelationId is not { } name || !_tickets.TryGetValue(name, out var ticket)) return;
        var reply = JsonSerializer.Deserialize<SubmitReply>(delivery.Body.Span, JsonSerializerOptions.Web)!;
        if (reply.Errors is { Count: > 0 } errors) ticket.Refused(string.Join("; ", errors.Select(error => error.Message)));
        else ticket.Replied();
    }

    private void OnEvent(BasicDeliverEventArgs delivery)
    {
        using var json = JsonDocument.Parse(delivery.Body);
        var data = json.RootElement.GetProperty("data");
        if (!_tickets.TryGetValue(data.GetProperty("name").GetString()!, out var ticket)) return;
        switch (json.RootElement.GetProperty("type").GetString())
        {
            case EventTypes.NodeStarted: ticket.NodeStarted(); break;
            case EventTypes.NodeFinished: ticket.NodeFinished(); break;
            case EventTypes.WorkflowFinished:
                ticket.Finished(data.GetProperty("phase").GetString()!, data.GetProperty("progress").GetString()!);
                break;
        }
    }
}
