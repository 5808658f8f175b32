using System.Threading.Channels;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>The pure protocol machine behind its lock: every step is taken under it, and what the machine wants done leaves in order.</summary>
internal sealed class WorkerMachine(WorkerProtocol protocol, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Channel<WorkerAction> actions = Channel.CreateUnbounded<WorkerAction>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>What is to be done, in order.</summary>
    public ChannelReader<WorkerAction> Actions => actions.Reader;

    /// <summary>Takes a step.</summary>
    public void Do(Action<WorkerProtocol, Moment> step) => Do((machine, now) =>
    {
        step(machine, now);
        return true;
    });

    /// <summary>Takes a step that answers.</summary>
    public T Do<T>(Func<WorkerProtocol, Moment, T> step)
    {
        lock (gate)
        {
            var answer = step(protocol, Moment.Now(time));
            foreach (var action in protocol.TakeActions())
                actions.Writer.TryWrite(action);
            return answer;
        }
    }
}
