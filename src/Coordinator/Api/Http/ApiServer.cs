using Fleet.Coordinator.ArtifactKeeping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Api.Http;

/// <summary>The HTTP server of a coordinator: Argo's API on Kestrel. It is a part of the process like any other, so that a coordinator can run without one.</summary>
public sealed class ApiServer : IAsyncDisposable
{
    /// <summary>How long calls in progress have to end when the server stops. Streams end at once.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    /// <summary>So far beyond the limit a body is read and thrown away, to answer that it is too large (64 MiB).</summary>
    private const long MostThrownAway = 64 * 1024 * 1024;

    private readonly WebApplication application;

    private ApiServer(WebApplication application) => this.application = application;

    /// <summary>The address it listens on, with the port that was given for port 0.</summary>
    public string Address => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts to listen.</summary>
    /// <param name="listen">Where, and with which token.</param>
    /// <param name="services">What the API does.</param>
    /// <param name="isReady">What the health route answers.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">The settings are not allowed (see <see cref="ApiListen.Problem"/>).</exception>
    /// <exception cref="IOException">The address cannot be listened on; the message says why.</exception>
    public static async Task<ApiServer> StartAsync(ApiListen listen, ApiServices services, Func<bool> isReady, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(services);
        if (listen.Problem() is { } problem)
            throw new InvalidOperationException(problem);
        var application = Build(listen, services, isReady, loggers);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new ApiServer(application);
    }

    /// <summary>Stops: no new calls, streams end, calls in progress are answered.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await application.StopAsync(limit.Token).ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ApiListen listen, ApiServices services, Func<bool> isReady, ILoggerFactory loggers)
    {
        var limit = BodyLimit.OfSubmission(services.MostSubmissionBytes);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(listen.Url);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = limit.Bytes + MostThrownAway;
        });
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = KeepAlive.Listen);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(limit);
        builder.Services.AddSingleton(new BodyRoom(services.Room, services.Time));
        var application = builder.Build();
        if (string.IsNullOrEmpty(listen.Token))
            application.Use(next => context => LoopbackGuard.InvokeAsync(context, next));
        else
            application.Use(new BearerToken(listen.Token).Middleware);
        application.UseRouting();
        application.MapWorkflows(services.Workflows, services.Why);
        application.MapResources(services.Resources);
        application.MapSync(services.Sync);
        application.MapStreams(services, application.Lifetime.ApplicationStopping);
        application.MapMetrics(services.Metrics);
        if (services.Artifacts is { } artifacts)
            application.MapArtifacts(artifacts, services.MostArtifactBytes, new StoreTrouble(loggers.CreateLogger<StoreTrouble>(), services.Time));
        application.MapDownloads(services);
        application.MapInfo(isReady);
        return application;
    }
}
