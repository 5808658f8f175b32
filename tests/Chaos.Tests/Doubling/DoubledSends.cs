using Fleet.Contracts;
using Fleet.Coordinator.Outbox;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Storage;
using Fleet.Worker.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Fleet.Chaos.Tests.Doubling;

/// <summary>Sends every message twice and each copy after a pause of its own, so that copies overtake each other and other messages: from coordinator to workers, and from workers to coordinator.</summary>
internal sealed class DoubledSends
{
    /// <summary>Said by a process that sends so.</summary>
    public const string Notice = "every message is sent twice, in random order";

    // Some copies come soon, some late enough that their task is over.
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(6);

    public static void AddTo(IServiceCollection services)
    {
        Wrap<IMessageSender>(services, inner => new Sender(inner));
        Wrap<ILeaderTransport>(services, inner => new Transport(inner));
        Wrap<ICoordinatorLink>(services, inner => new Link(inner));
        if (services.Any(service => service.ServiceType == typeof(IMessageSender) || service.ServiceType == typeof(ICoordinatorLink))) Console.Error.WriteLine(Notice);
    }

    /// <summary>Sends two copies; the call is that of the first, whose outcome counts.</summary>
    private static async Task<T> TwiceAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        _ = CopyAsync(send);
        await Task.Delay(Soon * Random.Shared.NextDouble(), cancellationToken);
        return await send(cancellationToken);
    }

    private static async Task CopyAsync<T>(Func<CancellationToken, Task<T>> send)
    {
        try
        {
            await Task.Delay((Random.Shared.Next(2) == 0 ? Soon : Late) * Random.Shared.NextDouble());
            await send(CancellationToken.None);
        }
        catch (Exception)
        {
            // The other copy counts.
        }
    }

    private static Task<bool> TwiceAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken) => TwiceAsync(
        async token =>
        {
            await send(token);
            return true;
        },
        cancellationToken);

    private static void Wrap<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(T)) is not { } descriptor) return;
        services.Remove(descriptor);
        services.AddSingleton(provider => wrap((T)(descriptor.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!))));
    }

    private sealed class Sender(IMessageSender inner) : IMessageSender
    {
        public Task<SendResult> SendAsync(OutboxRow row, CancellationToken cancellationToken) => TwiceAsync(token => inner.SendAsync(row, token), cancellationToken);
    }

    private sealed class Transport(ILeaderTransport inner) : ILeaderTransport
    {
        public Task<IAsyncDisposable> ConsumeAsync(ILeaderInbox inbox, CancellationToken cancellationToken) => inner.ConsumeAsync(inbox, cancellationToken);

        public Task ProbeAsync(LeaderProbe probe, CancellationToken cancellationToken) => TwiceAsync(token => inner.ProbeAsync(probe, token), cancellationToken);
    }

    private sealed class Link(ICoordinatorLink inner) : ICoordinatorLink
    {
        public Task SendAsync(WorkerHello message, CancellationToken cancellationToken) => TwiceAsync(token => inner.SendAsync(message, token), cancellationToken);

        public Task SendAsync(WorkerBeat message, CancellationToken cancellationToken) => TwiceAsync(token => inner.SendAsync(message, token), cancellationToken);

        public Task SendAsync(WorkerReport message, CancellationToken cancellationToken) => TwiceAsync(token => inner.SendAsync(message, token), cancellationToken);

        public Task SendAsync(LogChunk message, CancellationToken cancellationToken) => TwiceAsync(token => inner.SendAsync(message, token), cancellationToken);
    }
}
