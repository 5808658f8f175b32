using System.Collections.Concurrent;
using Docker.DotNet;
using Docker.DotNet.Models;
using Fleet.Contracts;
using Microsoft.Extensions.Logging;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Makes images available. Several tasks that want the same image at the same time share one pull.</summary>
internal sealed partial class DockerImages(DockerClient client, EngineCalls calls, RegistryLogins logins, DockerRuntimeOptions options, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<string, SharedPull> _pulls = new(StringComparer.Ordinal);

    /// <summary>Follows the pull policy of a container. Logins that its task brings along go before the worker's own.</summary>
    public async Task EnsureAsync(string image, string? policy, IReadOnlyList<EnvironmentVariable> secrets, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        switch (policy ?? options.PullPolicy)
        {
            case "Always":
                break;
            case "Never":
                if (!await ExistsAsync(image, cancellationToken))
                    throw new ContainerRefusedException($"image {image} is not on this engine and its pull policy is Never; pull or build it there, or use IfNotPresent");
                return;
            case "IfNotPresent":
                if (await ExistsAsync(image, cancellationToken))
                    return;
                break;
            default:
                throw new ContainerRefusedException($"imagePullPolicy \"{policy ?? options.PullPolicy}\" is none of Always, IfNotPresent, Never");
        }
        await JoinAsync(image, secrets.Count == 0 ? null : PullSecrets.Find(secrets, ImageReference.Parse(image).Registry), progress, cancellationToken);
    }

    /// <summary>The user that an image names; null: none.</summary>
    public async Task<string?> UserAsync(string image, CancellationToken cancellationToken) =>
        (await calls.FindAsync($"look up image {image}", token => client.Images.InspectImageAsync(image, token), cancellationToken))?.Config?.User;

    private async Task<bool> ExistsAsync(string image, CancellationToken cancellationToken) =>
        await calls.FindAsync($"look up image {image}", token => client.Images.InspectImageAsync(image, token), cancellationToken) is not null;

    private async Task JoinAsync(string image, AuthConfig? login, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var key = login is null ? image : $"{image} {PullSecrets.Mark(login)}";
        while (true)
        {
            var pull = _pulls.GetOrAdd(key, _ => new SharedPull((report, token) => PullAsync(image, login, report, token)));
            if (!pull.TryJoin(progress))
            {
                // Its last waiter has just left; the next round starts a new one.
                _pulls.TryRemove(KeyValuePair.Create(key, pull));
                continue;
            }
            try
            {
                await pull.Completion.WaitAsync(cancellationToken);
                return;
            }
            finally
            {
                if (pull.Leave(progress))
                {
                    _pulls.TryRemove(KeyValuePair.Create(key, pull));
                    // It may still be on its way out; its error has been seen by whoever waited.
                    _ = pull.Completion.ContinueWith(ended => { _ = ended.Exception; pull.Dispose(); }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }
            }
        }
    }

    private async Task PullAsync(string image, AuthConfig? login, Action<PullProgress> report, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var started = time.GetTimestamp();
            var (error, final) = await TryPullAsync(image, login, report, cancellationToken);
            if (error is null)
            {
                LogPulled(logger, image, time.GetElapsedTime(started).TotalSeconds);
                return;
            }
            if (final || attempt >= options.PullAttempts)
                throw new ContainerRefusedException($"cannot pull image {image}: {error}; check the name and tag, the login (docker login on the worker, or imagePullSecrets) and the way to the registry, or load the image on the engine");
            LogRetry(logger, image, attempt, error);
            await Task.Delay(TimeSpan.FromSeconds(1 << (attempt - 1)), time, cancellationToken);
        }
    }

    private async Task<(string? Error, bool Final)> TryPullAsync(string image, AuthConfig? login, Action<PullProgress> report, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(image);
        login ??= await logins.FindAsync(reference.Registry, cancellationToken);
        var meter = new PullMeter(image, report);
        report(new PullProgress(image, null));
        try
        {
            await calls.MakeAsync($"pull image {image}", async token =>
            {
                try
                {
                    await client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = reference.Name, Tag = reference.Tag }, login, meter, token);
                }
                catch (DockerApiException e) when (IsRegistryError(e))
                {
                    throw new RegistryException(EngineCalls.MessageOf(e), (int)e.StatusCode is >= 400 and < 500);
                }
            }, cancellationToken);
        }
        catch (RegistryException e)
        {
            return (e.Message, e.Final || IsFinal(e.Message));
        }
        return (meter.Error, meter.Error is not null && IsFinal(meter.Error));
    }

    // The engine passes the registry's errors on with its own status; only 400 (a malformed reference) is about the request itself.
    private static bool IsRegistryError(DockerApiException e) => (int)e.StatusCode is 401 or 403 or 404 or >= 500;

    private static bool IsFinal(string message) =>
        message.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase)
        || message.Contains("not found", StringComparison.OrdinalIgnoreCase)
        || message.Contains("denied", StringComparison.OrdinalIgnoreCase)
        || message.Contains("unauthorized", StringComparison.OrdinalIgnoreCase)
        || message.Contains("no matching manifest", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pulled image {Image} in {Seconds:0.0} s")]
    private static partial void LogPulled(ILogger logger, string image, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pulling image {Image}, attempt {Attempt}: {Error}")]
    private static partial void LogRetry(ILogger logger, string image, int attempt, string error);

    /// <summary>The registry, not the engine, refused or failed.</summary>
    private sealed class RegistryException(string message, bool final) : Exception(message)
    {
        public bool Final { get; } = final;
    }
}
