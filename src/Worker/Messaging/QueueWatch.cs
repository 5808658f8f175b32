using Fleet.Worker.Execution;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Fleet.Worker.Messaging;

/// <summary>Watches the worker's queue: tells the machine that the broker was away, and says when another worker consumes the queue.</summary>
internal sealed partial class QueueWatch(WorkerMachine machine, string workerId, ILogger logger) : IReceiveEndpointObserver
{
    /// <summary>Reply code of a consumer beside an exclusive one.</summary>
    private const ushort AccessRefused = 403;

    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int faulted;

    /// <summary>Waits until the queue is consumed. A predecessor's connection that the broker still holds is waited for; longer than that, it is another worker.</summary>
    /// <exception cref="WorkerIdTakenException">Another worker goes on consuming the queue.</exception>
    public async Task ReadyAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAny(ready.Task, taken.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ready.Task.WaitAsync(patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new WorkerIdTakenException(workerId, patience);
        }
    }

    public Task Ready(ReceiveEndpointReady readiness)
    {
        if (Interlocked.Exchange(ref faulted, 0) == 1)
            machine.Do((protocol, now) => protocol.BrokerReturned(now));
        ready.TrySetResult();
        return Task.CompletedTask;
    }

    public Task Faulted(ReceiveEndpointFaulted fault)
    {
        Volatile.Write(ref faulted, 1);
        if (IsTaken(fault.Exception))
        {
            LogTaken(logger, workerId);
            taken.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    private static bool IsTaken(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is OperationInterruptedException { ShutdownReason: { ReplyCode: AccessRefused } reason } && reason.ReplyText.Contains("exclusive", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    [LoggerMessage(1, LogLevel.Warning, "Another worker with the id '{Id}' is connected to this broker. This one waits for it to go: right when it is a predecessor that was killed; else give each worker an id of its own (--id, FLEET_WORKER_ID).")]
    private static partial void LogTaken(ILogger logger, string id);
}
