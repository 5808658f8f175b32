using System.Globalization;
using System.Net.Sockets;
using Fleet.Contracts;
using Fleet.Worker.Containers;

namespace Fleet.Worker.Execution.Probes;

/// <summary>Asks a container again and again whether it is ready, as Kubernetes does: after a delay, every period, until it has said yes often enough in a row.</summary>
internal sealed class Readiness(IContainerRuntime runtime, TaskTools tools)
{
    /// <summary>Completes when it is ready.</summary>
    /// <param name="probe">How to ask.</param>
    /// <param name="container">Id of the container.</param>
    /// <param name="address">Address of its pod; null: it has none.</param>
    /// <param name="notYet">Told why it is not ready.</param>
    /// <param name="cancellationToken">Nobody wants to know any more.</param>
    public async Task WaitAsync(ProbeWork probe, string container, string? address, Action<string> notYet, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(probe.InitialDelaySeconds), tools.Time, cancellationToken).ConfigureAwait(false);
        for (var successes = 0; ; await Task.Delay(TimeSpan.FromSeconds(Math.Max(1, probe.PeriodSeconds)), tools.Time, cancellationToken).ConfigureAwait(false))
        {
            if (await ProblemAsync(probe, container, address, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                successes = 0;
                notYet(problem);
            }
            else if (++successes >= probe.SuccessThreshold)
            {
                return;
            }
        }
    }

    // Null: it is ready.
    private async Task<string?> ProblemAsync(ProbeWork probe, string container, string? address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds)), tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            if (probe.Exec is { Count: > 0 } command)
                return await runtime.ExecAsync(container, command, either.Token).ConfigureAwait(false) is var code and not 0 ? string.Create(CultureInfo.InvariantCulture, $"{command[0]} ended with exit code {code}") : null;
            if ((probe.Host ?? address) is not { } host)
                return "its container has no address";
            await runtime.JoinNetworkAsync(either.Token).ConfigureAwait(false);
            return probe.HttpPath is null ? await ConnectAsync(host, probe.Port ?? 0, either.Token).ConfigureAwait(false) : await HttpProbe.ProblemAsync(probe, host, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {probe.TimeoutSeconds} s");
        }
        catch (Exception error) when (error is EngineUnavailableException or ContainerRefusedException or SocketException or IOException)
        {
            return error.Message;
        }
    }

    private static async Task<string?> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
