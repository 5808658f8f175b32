using System.Text;
using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Worker.Execution.Values;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A listing of artifacts from its order to its reported end. There is no container: when its worker is lost the next dispatch lists again.</summary>
internal sealed class ListingRun(HeldTask task, ListArtifactsWork listing, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
{
    /// <summary>Runs it to its reported end; again, where an earlier run failed: listing changes nothing.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (stop.End is { } before)
        {
            Finish(story.Ended(before, stop.Reason));
            return;
        }

        if (task.State is HeldState.Taken or HeldState.Building)
        {
            var permit = machine.Do((protocol, now) => protocol.BeginStart(task, "main", now));
            if (!permit.Granted)
            {
                if (permit.Verdict == PermitVerdict.Cancelled)
                    Finish(story.Ended(TaskEnd.Cancelled, stop.Reason));
                return;
            }

            machine.Do((protocol, now) => protocol.EndCall(permit.Call!, now));
        }

        var started = tools.Time.GetUtcNow();
        machine.Do((protocol, now) => protocol.Started(task, story.Started(started, null), now));
        using var deadline = DeadlineWatch.Of(DeadlineWatch.After(started, task.Order.ActiveDeadlineSeconds), tools.Time, stop.AskAt);
        var end = await ListAsync(cancellationToken).ConfigureAwait(false) with { StartedAt = started };
        Finish(await new ValueOutputs(task.Order, tools).StoreAsync(end, cancellationToken).ConfigureAwait(false));
    }

    private async Task<TaskFinished> ListAsync(CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keys = ArtifactPatience.UntilAnsweredAsync(() => KeysAsync(stopped.Token), tools, stopped.Token);
        if (await Task.WhenAny(keys, stop.Asked).ConfigureAwait(false) != keys)
            await stopped.CancelAsync().ConfigureAwait(false);
        try
        {
            var result = JsonSerializer.Serialize(await keys.ConfigureAwait(false), Plain);
            return Encoding.UTF8.GetByteCount(result) > tools.ValueLimit ? Failed($"the keys below '{listing.Prefix}' come to more than {tools.ValueLimit} bytes (FLEET_VALUE_LIMIT); list a narrower key") : story.Ended(TaskEnd.Exited, null) with { Result = result };
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
        {
            return Failed(tools.Shown(error.Message)!);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && stop.End is not null)
        {
            return story.Ended(stop.End.Value, stop.Reason);
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TaskFinished Failed(string why) => story.Ended(TaskEnd.Exited, null) with { OutputErrors = [$"cannot list artifacts: {why}"] };

    private async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        long characters = 0;
        await foreach (var found in tools.Artifacts.Of(listing.Place).ListAsync(listing.Prefix, cancellationToken).ConfigureAwait(false))
        {
            // An object store's own mark of a folder; and what Fleet itself keeps there.
            if (found.Key.EndsWith('/') || found.Key.StartsWith(ValueStore.Reserved, StringComparison.Ordinal))
                continue;
            keys.Add(found.Key);
            if ((characters += found.Key.Length) > tools.ValueLimit)
                break;
        }

        return keys;
    }

    private void Finish(TaskFinished finished) => machine.Do((protocol, now) => protocol.Finished(task, finished, now));
}
