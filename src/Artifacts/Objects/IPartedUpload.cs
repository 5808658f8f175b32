namespace Fleet.Artifacts.Objects;

/// <summary>An upload of one object, in one request or in parts. Nothing of it is seen before its end. Errors are those of <see cref="IArtifactStore"/>.</summary>
internal interface IPartedUpload
{
    /// <summary>Stores all of it in one request.</summary>
    Task PutAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Begins an upload in parts.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Sends a part. Called for several at the same time.</summary>
    /// <param name="number">Its number, from 1 on.</param>
    /// <param name="part">Its bytes; can seek.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the end calls it by.</returns>
    Task<string> SendAsync(int number, Stream part, CancellationToken cancellationToken);

    /// <summary>Makes the object of its parts: from now on it is seen.</summary>
    /// <param name="parts">What <see cref="SendAsync"/> gave, in order.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task EndAsync(IReadOnlyList<string> parts, CancellationToken cancellationToken);

    /// <summary>Gives up what <see cref="BeginAsync"/> began. Does not fail.</summary>
    Task AbortAsync();
}
