using Fleet.Coordinator.Runs;
using MassTransit;
using MassTransit.Transports;

namespace Fleet.Coordinator.Messaging;

/// <summary>
/// Lets go of messages when this process consumes no more: they are not acknowledged, not moved to <c>fleet.dead</c> and not logged as failed, but go back to their queue, for the next leader.
/// </summary>
/// <param name="token">Cancelled when this process consumes no more.</param>
internal sealed class HandBack(CancellationToken token) : IFilter<ExceptionReceiveContext>
{
    public CancellationToken Token => token;

    /// <summary>Waits for the work on a message, or for the end of consuming. Work whose lead is over is handed back when the endpoint ends.</summary>
    public Task WaitAsync(Task work, ConsumeContext context) => WaitAsync(work, context.ReceiveContext, context.CancellationToken);

    /// <inheritdoc cref="WaitAsync(Task, ConsumeContext)"/>
    public async Task WaitAsync(Task work, ReceiveContext context, CancellationToken cancellationToken)
    {
        try
        {
            await WhileLeadingAsync(work).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (token.IsCancellationRequested)
        {
            // A cancelled delivery is a stopped one: MassTransit logs it as failed otherwise (T-FAULT). Only here, where the endpoint stops: it stays unacknowledged until then.
            if (context is BaseReceiveContext delivery) delivery.Cancel();
            throw new OperationCanceledException("The message goes back to its queue: this coordinator consumes no more.", error, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // As it is, MassTransit would take it for a stopped delivery, and leave the message unacknowledged for as long as this process leads.
            throw new WorkCancelledException();
        }
    }

    /// <summary>Passing the error on makes the transport requeue the message instead of moving it.</summary>
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        token.IsCancellationRequested || context.Exception.GetBaseException() is WorkCancelledException ? Task.FromException(context.Exception) : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("handBack");

    /// <summary>When the lead is lost in the middle, the message is for the next leader. Handed back before the endpoint stops it would come to us again.</summary>
    private async Task WhileLeadingAsync(Task work)
    {
        try
        {
            await work.WaitAsync(token).ConfigureAwait(false);
        }
        catch (NotLeadingException)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Work that was cancelled while this process leads on: its message comes again.</summary>
    private sealed class WorkCancelledException() : Exception("The work on this message was cancelled: the message comes again.");
}
