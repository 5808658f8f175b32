using MassTransit;

namespace Fleet.Worker.Messaging;

/// <summary>
/// Marks a message that could not even be read as faulted. Else it would go to <c>fleet.dead</c> twice: as the fault that it is, and once more as a message that nobody wanted.
/// </summary>
internal sealed class FaultMark : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!context.IsFaulted) await context.NotifyFaulted(context.Exception).ConfigureAwait(false);
        await next.Send(context).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("faultMark");
}
