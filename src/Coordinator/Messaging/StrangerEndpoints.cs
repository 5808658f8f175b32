using Fleet.Contracts;
using Fleet.Coordinator.Runs;
using Fleet.Coordinator.Submission;
using MassTransit;

namespace Fleet.Coordinator.Messaging;

/// <summary><c>fleet.submit</c> and <c>fleet.commands</c>: from any AMQP client, in MassTransit's envelope or as plain JSON, answered through <c>reply-to</c>.</summary>
internal static class StrangerEndpoints
{
    // Commits take what has come in together, so that fewer would be slower. What is fetched is in memory, up to the limit of a submission each; it is read when there is room (SubmissionRoom).
    private const ushort Prefetch = 16;

    public static void ConfigureSubmit(IReceiveEndpointConfigurator endpoint, ISubmissions submissions, SubmissionRoom room, HandBack handBack)
    {
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(new RoomFilter(room, handBack)));
        Configure(endpoint, handBack);
        EndpointDefaults.Handle<SubmitWorkflow>(endpoint, context => handBack.WaitAsync(SubmitAsync(context, submissions, handBack.Token), context));
    }

    public static void ConfigureCommands(IReceiveEndpointConfigurator endpoint, CommandDesk commands, HandBack handBack)
    {
        Configure(endpoint, handBack);
        EndpointDefaults.Handle<WorkflowCommand>(endpoint, context => handBack.WaitAsync(CommandAsync(context, commands, handBack.Token), context));
    }

    private static async Task SubmitAsync(ConsumeContext<SubmitWorkflow> context, ISubmissions submissions, CancellationToken stop)
    {
        var message = context.ReceiveContext;
        if (message.Body.Length > MessageLimits.QueuedSubmissionBytes)
        {
            await StrangerReply.SendAsync(message, TooLarge(message.Body.Length.Value), stop).ConfigureAwait(false);
            return;
        }
        var options = new SubmissionOptions { IdempotencyKey = context.Message.IdempotencyKey ?? MessageId(message) };
        var result = await submissions.SubmitAsync(context.Message, options, stop).ConfigureAwait(false);
        await StrangerReply.SendAsync(message, result.ToReply(), stop).ConfigureAwait(false);
    }

    private static async Task CommandAsync(ConsumeContext<WorkflowCommand> context, CommandDesk commands, CancellationToken stop)
    {
        var reply = await commands.CarryOutAsync(context.Message, stop).ConfigureAwait(false);
        await StrangerReply.SendAsync(context.ReceiveContext, reply, stop).ConfigureAwait(false);
    }

    private static void Configure(IReceiveEndpointConfigurator endpoint, HandBack handBack)
    {
        EndpointDefaults.Apply(endpoint, Prefetch, handBack, new UnreadableAnswer());
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) QueueTopology.Quorum(rabbit);
        endpoint.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
    }

    /// <summary>The AMQP property as it is: MassTransit's own MessageId is empty when the text is no GUID.</summary>
    private static string? MessageId(ReceiveContext context) =>
        context.TryGetPayload<RabbitMqBasicConsumeContext>(out var rabbit) && rabbit.Properties.MessageId is { Length: > 0 } id ? id : null;

    private static SubmitReply TooLarge(long bytes) => new()
    {
        Reason = SubmitReply.Invalid,
        Errors = [new SubmitError($"The submission has {bytes} bytes; over the queue at most {MessageLimits.QueuedSubmissionBytes} are taken. Submit it over HTTP (POST /api/v1/workflows/NAMESPACE, fleet submit), which takes larger ones, or move large values into files or artifacts.")],
    };

    /// <summary>Answers what could not be read (no JSON, wrong types), so that the sender hears of it; the message itself goes to <c>fleet.dead</c>.</summary>
    private sealed class UnreadableAnswer : IFilter<ExceptionReceiveContext>
    {
        public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
        {
            var reply = new SubmitReply { Reason = SubmitReply.Invalid, Errors = [new SubmitError($"The message cannot be processed: {context.Exception.GetBaseException().Message}")] };
            await StrangerReply.SendAsync(context, reply, context.CancellationToken).ConfigureAwait(false);
            await next.Send(context).ConfigureAwait(false);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("unreadableAnswer");
    }
}
