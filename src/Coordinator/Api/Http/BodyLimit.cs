namespace Fleet.Coordinator.Api.Http;

/// <summary>Largest body of a call: a submission and what is around it.</summary>
/// <param name="Bytes">Its bytes.</param>
internal sealed record BodyLimit(long Bytes)
{
    private const int Around = 4096;

    /// <summary>The limit where a submission may have so many bytes.</summary>
    public static BodyLimit OfSubmission(int bytes) => new((long)bytes + Around);
}
