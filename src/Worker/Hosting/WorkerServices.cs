using Fleet.Worker.Execution;
using Fleet.Worker.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fleet.Worker.Hosting;

/// <summary>Registers a worker in a host that has a bus (<c>AddFleetBus</c>).</summary>
public static class WorkerServices
{
    /// <summary>Registers the worker. Registered after a coordinator it stops before it, so that it can drain.</summary>
    /// <exception cref="ArgumentException">Options are invalid: the message names each and what to do.</exception>
    public static IServiceCollection AddFleetWorker(this IServiceCollection services, WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = options.Problems().ToArray();
        if (problems.Length > 0)
            throw new ArgumentException($"The worker's options are invalid:{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", problems)}", nameof(options));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<ICoordinatorLink, WorkerLink>();
        services.AddSingleton<WorkerEndpoint>();
        services.AddHostedService<WorkerService>();
        return services;
    }
}
