namespace Fleet.Coordinator.Runs.Inputs;

/// <summary>Looks at the leader's memory between two decisions; changes nothing.</summary>
internal sealed class InspectInput<T>(Func<TermMemory, DateTimeOffset, T> look) : RunInput
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _seen = default!;

    public Task<T> Answer => _answer.Task;

    public override ValueTask DecideAsync(Group group)
    {
        _seen = look(group.Memory, group.Now);
        return ValueTask.CompletedTask;
    }

    public override void Committed(GroupResult result) => _answer.TrySetResult(_seen);

    public override void Failed(Exception error) => _answer.TrySetException(error);
}
