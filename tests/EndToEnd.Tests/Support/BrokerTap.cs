using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fleet.EndToEnd.Tests.Support;

/// <summary>A copy of every message that goes through some exchanges of a broker.</summary>
internal sealed class BrokerTap : IAsyncDisposable
{
    private readonly IConnection connection;
    private readonly ConcurrentQueue<(string Exchange, byte[] Body)> messages = new();

    private BrokerTap(IConnection connection) => this.connection = connection;

    /// <summary>What came so far: the exchange, and the body with the properties before it.</summary>
    public IReadOnlyList<(string Exchange, byte[] Body)> Messages => [.. messages];

    /// <summary>Waits until a message has come.</summary>
    public async Task SeesAsync(Func<string, byte[], bool> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!messages.Any(message => wanted(message.Exchange, message.Body)))
            await Task.Delay(50, patience.Token);
    }

    /// <summary>Taps exchanges, which are there.</summary>
    public static async Task<BrokerTap> ListenAsync(string broker, IEnumerable<string> exchanges)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        var tap = new BrokerTap(connection);
        var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        var queue = await channel.QueueDeclareAsync(cancellationToken: TestContext.Current.CancellationToken);
        foreach (var exchange in exchanges)
            await channel.QueueBindAsync(queue.QueueName, exchange, "#", cancellationToken: TestContext.Current.CancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tap.messages.Enqueue((delivery.Exchange, [.. System.Text.Encoding.UTF8.GetBytes(string.Join('\n', (delivery.BasicProperties.Headers ?? new Dictionary<string, object?>())
                .Select(header => $"{header.Key}: {(header.Value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : header.Value)}"))), .. delivery.Body.Span]));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer, TestContext.Current.CancellationToken);
        return tap;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
