using System.Text;
using System.Text.Json;
using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Submission;
using Fleet.Coordinator.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fleet.Coordinator.Tests.Messaging;

/// <summary>Tests on one broker run one after another: its queues have fixed names.</summary>
[CollectionDefinition("broker", DisableParallelization = true)]
public sealed class BrokerCollection;

/// <summary>A coordinator's bus on a real broker, and a client that knows nothing of .NET.</summary>
public abstract class BrokerTest(string variable) : IAsyncLifetime
{
    public static readonly TimeSpan Patience = EmbeddedFleet.Patience;

    private static readonly string[] Queues = [EntityNames.Submit, EntityNames.Coordinator, EntityNames.Commands, EntityNames.Logs, EntityNames.Dead];

    private readonly List<IHost> _hosts = [];
    private IConnection? _connection;

    protected Uri Broker { get; } = Find(variable);

    /// <summary>What the processes of this test have warned of.</summary>
    internal WarningLog Warnings { get; } = new();

    protected IChannel Client { get; private set; } = null!;

    protected CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync(Token);
        Client = await NewChannelAsync();
        foreach (var queue in Queues) await Client.QueueDeleteAsync(queue, cancellationToken: Token);
        foreach (var exchange in Queues) await Client.ExchangeDeleteAsync(exchange, cancellationToken: Token);
        await Client.ExchangeDeleteAsync(EntityNames.Events, cancellationToken: Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
        if (_connection is not null) await _connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task<IChannel> NewChannelAsync() =>
        await _connection!.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);

    /// <summary>A process of a coordinator, as far as the bus goes.</summary>
    internal async Task<Process> StartAsync(ISubmissions? submissions = null, ILogSink? logs = null, CommandDesk? commands = null, SubmissionRoom? room = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFleetBus(new FleetBusOptions { Broker = Broker });
        builder.Services.AddSingleton(submissions ?? new FakeSubmissions());
        builder.Services.AddSingleton(logs ?? new FakeLogs());
        builder.Services.AddSingleton(commands ?? new CommandDesk(null!, null!, null!));
        builder.Services.AddSingleton(room ?? new SubmissionRoom(MessageLimits.SubmissionBytes));
        builder.Services.AddSingleton<BusSender>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<BusTransport>();
        if (Environment.GetEnvironmentVariable("FLEET_TEST_LOG") == "1") builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddSimpleConsole());
        builder.Logging.AddProvider(Warnings);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Token);
        return new Process(host, host.Services.GetRequiredService<BusTransport>(), host.Services.GetRequiredService<BusSender>());
    }

    protected async Task<BasicGetResult> GetAsync(string queue, bool acknowledge = true)
    {
        var end = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < end)
        {
            if (await Client.BasicGetAsync(queue, acknowledge, Token) is { } message) return message;
            await Task.Delay(20, Token);
        }
        throw new TimeoutException($"Nothing came to {queue}.");
    }

    /// <summary>Asks as any AMQP client would, with direct reply-to.</summary>
    protected async Task<JsonElement> AskAsync(string queue, string body, string messageId, string? contentType = null)
    {
        var channel = await NewChannelAsync();
        var answer = new TaskCompletionSource<(string Correlation, byte[] Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            answer.TrySetResult((message.BasicProperties.CorrelationId!, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("amq.rabbitmq.reply-to", autoAck: true, consumer, Token);
        var properties = new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to", CorrelationId = "c-1", MessageId = messageId, ContentType = contentType };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), Token);
        var (correlation, reply) = await WithinAsync(answer.Task);
        Assert.Equal("c-1", correlation);
        return JsonDocument.Parse(reply).RootElement;
    }

    /// <summary>Submits as any AMQP client would.</summary>
    protected Task<JsonElement> SubmitAsync(string body, string messageId, string? contentType = null) => AskAsync(EntityNames.Submit, body, messageId, contentType);

    /// <summary>Sends a message as a worker does.</summary>
    protected async Task PublishAsync<T>(string queue, T message)
    {
        var body = MessageEnvelope.Wrap(Guid.NewGuid(), MessageEnvelope.Urn(typeof(T)), JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
        await Client.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { ContentType = "application/vnd.masstransit+json" }, body, Token);
    }

    protected async Task<uint> CountAsync(string queue) => (await Client.QueueDeclarePassiveAsync(queue, Token)).MessageCount;

    protected static Task WithinAsync(Task task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    protected static Task<T> WithinAsync<T>(Task<T> task) => task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    private static Uri Find(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address) return new Uri(address);
        Assert.SkipUnless(Environment.GetEnvironmentVariable("FLEET_TEST_REQUIRE") == "1", $"{variable} is not set: no broker to test with.");
        throw new InvalidOperationException($"{variable} is not set, and FLEET_TEST_REQUIRE=1 says that nothing may be left out.");
    }

    internal sealed record Process(IHost Host, BusTransport Transport, BusSender Sender);
}
