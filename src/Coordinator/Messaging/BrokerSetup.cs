using Fleet.Contracts;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>The RabbitMQ side of the bus: connection, and where dead messages go.</summary>
internal static class BrokerSetup
{
    public static void Configure(IRabbitMqBusFactoryConfigurator bus, FleetBusOptions options)
    {
        var broker = options.Broker!;
        bus.Host(Address(broker), options.ConnectionName, host =>
        {
            var (user, password) = Credentials(broker);
            host.Username(user);
            host.Password(password);
            host.Heartbeat(options.Heartbeat);
            host.PublisherConfirmation = true;
            if (broker.Scheme == "amqps") host.UseSsl(ssl => ssl.ServerName = broker.Host);
        });
        // At the start, not with the first event: whoever listens binds a queue to the exchange before anything happens.
        bus.Message<CloudEvent>(topology => topology.SetEntityName(EntityNames.Events));
        bus.Publish<CloudEvent>(topology => topology.ExchangeType = "topic");
        bus.DeployPublishTopology = true;
        bus.SendTopology.ErrorQueueNameFormatter = DeadQueueName.Instance;
        bus.SendTopology.DeadLetterQueueNameFormatter = DeadQueueName.Instance;
        bus.SendTopology.ConfigureErrorSettings = QueueTopology.Dead;
        bus.SendTopology.ConfigureDeadLetterSettings = QueueTopology.Dead;
    }

    /// <summary>The address in MassTransit's form, without credentials (they must not show in logs).</summary>
    public static Uri Address(Uri broker) =>
        new UriBuilder("rabbitmq", broker.Host, broker.IsDefaultPort ? broker.Scheme == "amqps" ? 5671 : 5672 : broker.Port, broker.AbsolutePath).Uri;

    /// <summary>The address as people know it, without the password.</summary>
    public static string Display(FleetBusOptions options) => options.Broker is { } broker
        ? $"{broker.Scheme}://{broker.Host}:{Address(broker).Port}{broker.AbsolutePath}"
        : "(in memory)";

    private static (string User, string Password) Credentials(Uri broker)
    {
        var parts = broker.UserInfo.Split(':', 2);
        return parts is [{ Length: > 0 } user, ..]
            ? (Uri.UnescapeDataString(user), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "")
            : ("guest", "guest");
    }

    /// <summary>Error and skipped messages of all endpoints share one queue: <see cref="EntityNames.Dead"/>.</summary>
    private sealed class DeadQueueName : IErrorQueueNameFormatter, IDeadLetterQueueNameFormatter
    {
        public static readonly DeadQueueName Instance = new();

        public string FormatErrorQueueName(string queueName) => EntityNames.Dead;

        public string FormatDeadLetterQueueName(string queueName) => EntityNames.Dead;
    }
}
