using System.Text;
using Fleet.Cli.Output;
using Fleet.Coordinator.Metrics;
using Fleet.Workflows.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Cli.Simulation;

/// <summary>Writes the metrics of a simulation as <c>/metrics</c> of a coordinator would at its end.</summary>
internal static class SimulatedMetrics
{
    public static async Task WriteAsync(CliEnvironment environment, SimulationResult result, CancellationToken cancellationToken)
    {
        var metrics = new CustomMetrics(new At(result.End), NullLogger<CustomMetrics>.Instance);
        foreach (var sample in result.Metrics)
            metrics.Take(result.State.Uid, sample);
        using var text = new MemoryStream();
        await metrics.WriteAsync(text, cancellationToken);
        await environment.Out.WriteLineAsync();
        await environment.Out.WriteAsync(Encoding.UTF8.GetString(text.ToArray()));
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
