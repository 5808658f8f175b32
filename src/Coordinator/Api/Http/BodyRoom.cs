using Fleet.Coordinator.Submission;
using Microsoft.AspNetCore.Http;

namespace Fleet.Coordinator.Api.Http;

/// <summary>Lets a large body that has come be worked on when there is room for it (<see cref="SubmissionRoom"/>), until its call is answered.</summary>
/// <param name="room">The room.</param>
/// <param name="time">Tells how long a call has waited.</param>
internal sealed class BodyRoom(SubmissionRoom room, TimeProvider time)
{
    /// <summary>How long a call waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Waits for room.</summary>
    /// <param name="context">The call; when it is answered the room is free again.</param>
    /// <param name="bytes">How much.</param>
    /// <exception cref="ApiException">503: there is none.</exception>
    public async Task EnterAsync(HttpContext context, long bytes)
    {
        if (bytes <= SubmissionRoom.Free)
            return;
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        try
        {
            context.Response.RegisterForDispose(await room.EnterAsync(bytes, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new ApiException(503, 14, "other large submissions are being read, and there was no room for this one within 30 s: try again in some seconds") { RetryAfter = Pause };
        }
    }
}
