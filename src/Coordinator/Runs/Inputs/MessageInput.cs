namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>A message from the transport: acknowledged when it is committed, dead-lettered when it is poison, left alone (and so redelivered) when the lead is lost.</summary>
internal abstract class MessageInput : RunInput
{
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Decided => _decided.Task;

    public override void Committed(GroupResult result)
    {
        if (result.Poisoned.Values.FirstOrDefault(poison => poison.Input == this) is { } poison) _decided.TrySetException(poison);
        else _decided.TrySetResult();
    }

    public override void Failed(Exception error)
    {
        if (error is PoisonException) _decided.TrySetException(error);
    }
}
