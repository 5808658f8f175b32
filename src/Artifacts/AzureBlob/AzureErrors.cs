using System.Xml;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using Fleet.Artifacts.Objects;

namespace Fleet.Artifacts.AzureBlob;

/// <summary>What the errors of Azure Blob Storage mean: never, or perhaps later.</summary>
internal static class AzureErrors
{
    private const int NotFound = 404;
    private const int RequestTimeout = 408;
    private const int ConditionFailed = 412;
    private const int TooManyRequests = 429;

    // Answers from 400 to 499 that pass: another upload of the same blob was first, or the account is at work.
    private static readonly string[] Passing =
        [BlobErrorCode.InvalidBlockList.ToString(), BlobErrorCode.InvalidBlobOrBlock.ToString(), BlobErrorCode.BlockCountExceedsLimit.ToString(), BlobErrorCode.ContainerBeingDeleted.ToString(), BlobErrorCode.AccountBeingCreated.ToString()];

    /// <summary>There is no such blob.</summary>
    public static bool IsNotThere(RequestFailedException error) => error.Status == NotFound && !IsContainerMissing(error);

    /// <summary>A read that broke off: what it means is told when the rest is asked for.</summary>
    public static bool IsBroken(Exception error) => error is IOException or HttpRequestException or RequestFailedException or AggregateException;

    /// <summary>Calls the server.</summary>
    /// <param name="what">Where it failed, for the sentence.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's: what it ends is passed on as it is.</param>
    public static Task<T> TryAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken) => ServerCalls.TryAsync(Meaning, what, call, cancellationToken);

    /// <summary>The error as the port knows it; null: it is none of the server's.</summary>
    public static Exception? Meaning(string what, Exception error, CancellationToken cancellationToken) => error switch
    {
        RequestFailedException missing when IsContainerMissing(missing) => new ArtifactRefusedException($"{what}: the container does not exist; make it", error),
        RequestFailedException refused when IsFinal(refused) => new ArtifactRefusedException($"{what}: the server refuses it ({refused.ErrorCode ?? $"{refused.Status}"}): {FirstLine(refused)}", error),
        RequestFailedException { Status: > 0 } failed => new StoreUnavailableException($"{what}: the server answers {failed.Status} {failed.ErrorCode}: {FirstLine(failed)}", error),
        CredentialUnavailableException => new ArtifactRefusedException($"{what}: there is no key for it. Name a Secret (accountKeySecret), or give the process credentials (AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or AZURE_CLIENT_ID and its kind): {FirstLine(error)}", error),
        OperationCanceledException when !cancellationToken.IsCancellationRequested => new StoreUnavailableException($"{what}: no answer in time", error),
        RequestFailedException or AuthenticationFailedException or AggregateException or HttpRequestException or IOException => new StoreUnavailableException($"{what}: {FirstLine(error.GetBaseException())}", error),
        XmlException => new StoreUnavailableException($"{what}: the answer cannot be read: {error.Message}", error),
        _ => null,
    };

    private static bool IsContainerMissing(RequestFailedException error) => error.ErrorCode == BlobErrorCode.ContainerNotFound;

    private static bool IsFinal(RequestFailedException error) =>
        error.Status is >= 400 and < 500 and not (RequestTimeout or ConditionFailed or TooManyRequests) && !Passing.Contains(error.ErrorCode);

    // What follows are the answer's headers.
    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].Trim();
}
