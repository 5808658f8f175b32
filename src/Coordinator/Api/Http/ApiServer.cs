using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Fleet.Coordinator.Api.Http;

/// <summary>The HTTP server of a coordinator: Argo's API on Kestrel. It is a part of the process like any other, so that a coordinator can run without one.</summary>
public sealed class ApiServer : IAsyncDisposable
{
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
    public static async Task<ApiServer> StartAsync(ApiListen listen, ApiServices services, Func<bool> isReady, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(services);
        if (listen.Problem() is { } problem)
            throw new InvalidOperationException(problem);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(listen.Url);
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        var application = builder.Build();
        application.Use(next => context => new BearerToken(listen.Token).InvokeAsync(context, next));
        application.UseRouting();
        application.MapWorkflows(services.Workflows);
        application.MapStreams(services.Workflows, services.Watch, services.Logs, services.Time);
        application.MapInfo(isReady);
        await application.StartAsync(cancellationToken).ConfigureAwait(false);
        return new ApiServer(application);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => application.DisposeAsync();
}
