using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace Fleet.Worker.Containers.Docker;

/// <summary>Makes calls to the engine and turns what goes wrong into the two errors of <see cref="IContainerRuntime"/>.</summary>
internal sealed class EngineCalls(Uri endpoint, EngineOutages outages)
{
    /// <summary>Texts by which an engine that answers 500 says that the container can never start.</summary>
    private static readonly string[] NeverStarts =
    [
        "unable to find user", "unable to find group", "no matching entries in", "executable file not found", "exec format error", "is not a directory",
        "permission denied: unknown", "no such file or directory: unknown", "invalid mount", "could not select device driver", "rootfs is marked read-only", "cannot be mounted because it is inside",
    ];

    /// <summary>Makes a call that gives something.</summary>
    /// <param name="what">What is done, for the message: <c>create container x</c>.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's token; its cancellation is passed on as such.</param>
    public async Task<T> MakeAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var result = await call(cancellationToken);
            outages.Answered();
            return result;
        }
        catch (DockerApiException e)
        {
            outages.Answered();
            throw Translate(what, e);
        }
        catch (Exception e) when (e is not (ContainerRefusedException or EngineUnavailableException or ContainerExistsException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsConnectionError(e))
                throw;
            if (!IsTooSlow(e))
                outages.Silent();
            throw Unavailable(what, e);
        }
    }

    /// <summary>Makes a call that gives nothing.</summary>
    public Task MakeAsync(string what, Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        MakeAsync<object?>(what, async token =>
        {
            await call(token);
            return null;
        }, cancellationToken);

    /// <summary>As <see cref="MakeAsync{T}"/>; an answer "not found" gives null.</summary>
    public async Task<T?> FindAsync<T>(string what, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class =>
        await MakeAsync<T?>(what, async token =>
        {
            try
            {
                return await call(token);
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>The engine's own sentence in an error answer.</summary>
    public static string MessageOf(DockerApiException e)
    {
        try
        {
            using var json = JsonDocument.Parse(e.ResponseBody ?? "");
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.GetString() is { Length: > 0 } text)
                return text.Trim();
        }
        catch (JsonException)
        {
            // Not the engine's own answer (a proxy's page, say): shown as it is.
        }
        return string.IsNullOrWhiteSpace(e.ResponseBody) ? $"HTTP status {(int)e.StatusCode}" : e.ResponseBody.Trim();
    }

    private static Exception Translate(string what, DockerApiException e)
    {
        var message = MessageOf(e);
        if (message.Contains("docker-init", StringComparison.Ordinal))
            message += "; the engine has no docker-init: install it (tini), or set FLEET_DOCKER_INIT=false, and shells then end only after their grace period";
        var never = e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotImplemented
            || e is DockerImageNotFoundException
            || IsHopelessArchive(message) || Array.Exists(NeverStarts, text => message.Contains(text, StringComparison.OrdinalIgnoreCase));
        return never
            ? new ContainerRefusedException($"cannot {what}: {message}", e)
            : new EngineUnavailableException($"cannot {what}: the container engine answered {(int)e.StatusCode}: {message}", e) { Answered = true };
    }

    // What lies in the archive cannot be made in that container: elsewhere it would be the same, unless only room was missing or the archive broke off.
    private static bool IsHopelessArchive(string message) =>
        message.Contains("processing tar file", StringComparison.OrdinalIgnoreCase)
        && !message.Contains("no space left", StringComparison.OrdinalIgnoreCase) && !message.Contains("quota", StringComparison.OrdinalIgnoreCase) && !message.Contains("unexpected EOF", StringComparison.OrdinalIgnoreCase);

    private EngineUnavailableException Unavailable(string what, Exception e) =>
        new($"cannot {what}: the container engine at {endpoint.OriginalString} does not answer ({e.GetBaseException().Message}); see that it runs and that this user may reach it", e);

    // An engine that goes down closes its connections; one under load is slow with some calls and answers others.
    private static bool IsTooSlow(Exception e) => e is TimeoutException or OperationCanceledException;

    // The library's own handler surfaces a broken or timed-out connection as any of these.
    private static bool IsConnectionError(Exception e) =>
        e is HttpRequestException or IOException or SocketException or TimeoutException or OperationCanceledException or JsonException or ObjectDisposedException
        || (e is AggregateException several && several.InnerExceptions.All(IsConnectionError));
}
