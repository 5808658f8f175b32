using Fleet.Contracts;
using Fleet.Coordinator.Logs;
using Fleet.Coordinator.Messaging;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Submission;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Tests.Messaging;

public sealed class HandBackTests
{
    [Fact]
    public async Task Message_NotDecidedWhenTheLeadEnds_InMemory_IsNotLoggedAsFailed()
    {
        var token = TestContext.Current.CancellationToken;
        using var log = new WarningLog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddFleetBus(new FleetBusOptions());
        builder.Services.AddSingleton<ISubmissions>(new FakeSubmissions());
        builder.Services.AddSingleton<ILogSink>(new FakeLogs());
        builder.Services.AddSingleton(new CommandDesk(null!, null!, null!));
        builder.Services.AddSingleton(new SubmissionRoom(1));
        builder.Services.AddSingleton<BusSender>();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<BusTransport>();
        using var host = builder.Build();
        await host.StartAsync(token);
        var inbox = new FakeInbox();
        var consuming = await host.Services.GetRequiredService<BusTransport>().ConsumeAsync(inbox, token);
        var endpoint = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("exchange:" + EntityNames.Coordinator));
        await endpoint.Send(new WorkerBeat { WorkerId = "w", Session = 1, Number = 1 }, token);
        await inbox.NextAsync();

        await consuming.DisposeAsync().AsTask().WaitAsync(BrokerTest.Patience, token);
        await host.StopAsync(token);

        Assert.Empty(log.Entries);
    }
}
