using MassTransit;

namespace Fleet.Throughput.Bench.Floor;

/// <summary>The floor's worker, a process of its own: answers each ready message by a finished one, until its standard input ends.</summary>
internal static class FloorHand
{
    public static async Task RunAsync(Uri broker, int mostInFlight, CancellationToken cancellationToken)
    {
        var bus = FloorBus.Create(broker, FloorBus.HandQueue, mostInFlight, endpoint => endpoint.Handler<FloorReady>(async context =>
        {
            var head = await context.GetSendEndpoint(FloorBus.Head);
            await head.Send(new FloorFinished(context.Message.Run, context.Message.Task), context.CancellationToken);
        }));
        await bus.StartAsync(cancellationToken);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadToEndAsync(cancellationToken);
        await bus.StopAsync(CancellationToken.None);
    }
}
