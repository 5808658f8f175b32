using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Lets go of messages when this process consumes no more: they are not acknowledged, not moved to <c>fleet.dead</c> and not logged as failed, but go back to their queue, for the next leader.
/// </summary>
/// <param name="token">Cancelled when this process consumes no more.</param>
internal sealed class HandBack(CancellationToken token) : IFilter<ExceptionReceiveContext>
{
    public CancellationToken Token => token;

    /// <summary>Waits for the work on a message, or for the end of consuming.</summary>
    public async Task WaitAsync(Task work, ConsumeContext context)
    {
        try
        {
            await work.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            // With the context's own token it counts as a stopped delivery, not as a failed consumer.
            throw new OperationCanceledException("The message goes back to its queue: this coordinator consumes no more.", error, context.CancellationToken);
        }
    }

    /// <summary>Passing the error on makes the transport requeue the message instead of moving it.</summary>
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        token.IsCancellationRequested ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("handBack");
}
