using Fleet.Coordinator.Messaging;
using Microsoft.Extensions.Hosting;

namespace Fleet.Coordinator.Tests.Messaging;

internal static class BusStart
{
    public static async Task TryAsync(FleetBusOptions options, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddFleetBus(options);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
    }
}
