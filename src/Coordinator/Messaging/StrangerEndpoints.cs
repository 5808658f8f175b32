using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Submission;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.submit</c> and <c>fleet.commands</c>: from any AMQP client, in MassTransit's envelope or as plain JSON, answered through <c>reply-to</c>.</summary>
internal static class StrangerEndpoints
{
    private const ushort Prefetch = 50;

    public static void ConfigureSubmit(IReceiveEndpointConfigurator endpoint, ISubmissions submissions)
    {
        Configure(endpoint);
        endpoint.Handler<SubmitWorkflow>(async context =>
        {
            if (context.ReceiveContext.Body.Length > MessageLimits.SubmissionBytes)
            {
                await StrangerReply.SendAsync(context.ReceiveContext, TooLarge(context.ReceiveContext.Body.Length.Value), context.CancellationToken).ConfigureAwait(false);
                return;
            }
            var key = context.Message.IdempotencyKey ?? MessageId(context.ReceiveContext);
            var reply = await WhileLeadingAsync(async () =>
            {
                var result = await submissions.SubmitAsync(context.Message, new SubmissionOptions { IdempotencyKey = key }, context.CancellationToken).ConfigureAwait(false);
                return result.ToReply();
            }, context.CancellationToken).ConfigureAwait(false);
            await StrangerReply.SendAsync(context.ReceiveContext, reply, context.CancellationToken).ConfigureAwait(false);
        });
    }

    public static void ConfigureCommands(IReceiveEndpointConfigurator endpoint, CommandDesk commands)
    {
        Configure(endpoint);
        endpoint.Handler<WorkflowCommand>(async context =>
        {
            var reply = await WhileLeadingAsync(() => commands.CarryOutAsync(context.Message, context.CancellationToken), context.CancellationToken).ConfigureAwait(false);
            await StrangerReply.SendAsync(context.ReceiveContext, reply, context.CancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>When the lead is lost in the middle, the message is for the next leader: it stays unacknowledged until the endpoint has stopped, and so goes back to the queue.</summary>
    private static async Task<SubmitReply> WhileLeadingAsync(Func<Task<SubmitReply>> work, CancellationToken stopped)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (NotLeadingException)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stopped).ConfigureAwait(false);
            throw;
        }
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint)
    {
        EndpointDefaults.Apply(endpoint, Prefetch, new UnreadableAnswer());
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Quorum(rabbit);
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
    }

    /// <summary>The AMQP property as it is: MassTransit's own MessageId is empty when the text is no GUID.</summary>
    private static string? MessageId(ReceiveContext context) =>
        context.TryGetPayload<RabbitMqBasicConsumeContext>(out var rabbit) && rabbit.Properties.MessageId is { Length: > 0 } id ? id : null;

    private static SubmitReply TooLarge(long bytes) => new()
    {
        Errors = [new SubmitError($"The submission has {bytes} bytes; at most {MessageLimits.SubmissionBytes} are taken. Move large values into files or artifacts.")],
    };

    /// <summary>Answers what could not be read (no JSON, wrong types), so that the sender hears of it; the message itself goes to <c>fleet.dead</c>.</summary>
    private sealed class UnreadableAnswer : IFilter<ExceptionReceiveContext>
    {
        public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
        {
            var reply = new SubmitReply { Errors = [new SubmitError($"The message cannot be processed: {context.Exception.GetBaseException().Message}")] };
            await StrangerReply.SendAsync(context, reply, context.CancellationToken).ConfigureAwait(false);
            await next.Send(context).ConfigureAwait(false);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("unreadableAnswer");
    }
}
