using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.S3;

/// <summary>What an S3 server's errors mean: never, or perhaps later.</summary>
internal static class S3Errors
{
    private const string NoBucket = "NoSuchBucket";

    /// <summary>There is no such object.</summary>
    public static bool IsNotThere(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != NoBucket;

    /// <summary>There is no such bucket; asked of calls that need no object. Not every server says more than 404.</summary>
    public static bool IsBucketMissing(AmazonS3Exception error) => error.ErrorCode == NoBucket || error is { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchUpload" };

    /// <summary>A read that broke off.</summary>
    public static bool IsBroken(Exception error) => error is IOException or HttpRequestException;

    /// <summary>Calls the server.</summary>
    /// <param name="what">Where it failed, for the sentence.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's: what it ends is passed on as it is.</param>
    public static Task<T> TryAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken) => ServerCalls.TryAsync(Meaning, what, call, cancellationToken);

    /// <summary>The error as the port knows it; null: it is none of the server's.</summary>
    public static Exception? Meaning(string what, Exception error, CancellationToken cancellationToken) => error switch
    {
        AmazonS3Exception missing when IsBucketMissing(missing) => new ArtifactRefusedException($"{what}: the bucket does not exist; make it, or say createBucketIfNotPresent", error),
        AmazonS3Exception refused when IsFinal(refused) => new ArtifactRefusedException($"{what}: the server refuses it ({refused.ErrorCode}): {refused.Message}", error),
        AmazonServiceException failed => new StoreUnavailableException($"{what}: the server answers {(int)failed.StatusCode} {failed.ErrorCode}: {failed.Message}", error),
        AmazonClientException => Client(what, error),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new StoreUnavailableException($"{what}: no answer in time", error),
        // The SDK throws what broke the connection without a cover of its own; the content's own errors do not come here, it is read before.
        HttpRequestException or IOException or SocketException => new StoreUnavailableException($"{what}: {Innermost(error)}", error),
        XmlException => new StoreUnavailableException($"{what}: the answer cannot be read: {error.Message}", error),
        _ => null,
    };

    // Also without an answer: a server that cannot be reached, and keys that nobody has.
    private static Exception Client(string what, Exception error) =>
        error.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase)
            ? new ArtifactRefusedException($"{what}: there are no keys for it; name them (accessKeySecret, secretKeySecret), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the process runs: {error.Message}", error)
            : new StoreUnavailableException($"{what}: {Innermost(error)}", error);

    // Of those that pass: an upload that is not known any more is begun anew, whether it was ended (the answer was lost), aborted or forgotten.
    private static bool IsFinal(AmazonS3Exception error) =>
        error.ErrorCode is not ("NoSuchUpload" or "RequestTimeout" or "RequestTimeTooSkewed" or "SlowDown" or "PreconditionFailed" or "OperationAborted" or "ExpiredToken")
        && error.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
        && error.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private static string Innermost(Exception error) => error.GetBaseException().Message;
}
