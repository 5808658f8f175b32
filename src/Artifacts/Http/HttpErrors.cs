using System.Net;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.Http;

/// <summary>What the answers of an HTTP server mean: never, or perhaps later.</summary>
internal static class HttpErrors
{
    /// <exception cref="ArtifactRefusedException">The server does not want it.</exception>
    /// <exception cref="StoreUnavailableException">It may later.</exception>
    public static void Check(string what, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
            return;
        var status = $"{what}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}";
        throw response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            ? new StoreUnavailableException(status)
            : new ArtifactRefusedException(status);
    }

    /// <summary>Calls a server.</summary>
    public static Task TryAsync(string what, Func<Task> call, CancellationToken cancellationToken) => ServerCalls.TryAsync(Meaning, what, call, cancellationToken);

    private static Exception? Meaning(string what, Exception error, CancellationToken cancellationToken) => error switch
    {
        HttpRequestException or IOException => new StoreUnavailableException($"{what}: {error.GetBaseException().Message}", error),
        // What decompression says.
        InvalidDataException => new ArtifactRefusedException($"{what}: the answer is said to be gzip (Content-Encoding), and is not, or was cut off", error),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new StoreUnavailableException($"{what}: no answer in time", error),
        _ => null,
    };
}
