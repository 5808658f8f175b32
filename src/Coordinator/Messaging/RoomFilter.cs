using Fleet.Coordinator.Submission;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>Lets a submission of the queue be read when there is room for it.</summary>
/// <param name="room">The room of all submissions.</param>
/// <param name="handBack">Lets go of what waits when this process consumes no more.</param>
internal sealed class RoomFilter(SubmissionRoom room, HandBack handBack) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var entering = room.EnterAsync(context.Body.Length ?? 0, handBack.Token);
        try
        {
            await handBack.WaitAsync(entering, context, context.CancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _ = LeaveAsync(entering);
            throw;
        }

        using (await entering.ConfigureAwait(false)) await next.Send(context).ConfigureAwait(false);
    }

    // It may have been let in at the last moment.
    private static async Task LeaveAsync(Task<IDisposable> entering)
    {
        try
        {
            (await entering.ConfigureAwait(false)).Dispose();
        }
        catch (OperationCanceledException)
        {
            // It was not.
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("submissionRoom");
}
