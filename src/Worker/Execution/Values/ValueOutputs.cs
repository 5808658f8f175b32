using System.Text;
using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Contracts;

namespace Fleet.Worker.Execution.Values;

/// <summary>What a task has given, as a report may carry it: large values are stored, and named by their digests.</summary>
internal sealed class ValueOutputs(TaskReady order, TaskTools tools)
{
    /// <summary>Puts the large values of an end into the store. Doing it again stores the same.</summary>
    /// <returns>The end without them; where one cannot be stored it is an error of the outputs.</returns>
    public async Task<TaskFinished> StoreAsync(TaskFinished end, CancellationToken cancellationToken)
    {
        var room = MessageLimits.OutputsBytes;
        // Nearly every task gives little.
        if (end.Result is null && end.Http?.Body is null && end.Parameters.Count == 0)
            return end;
        var errors = new List<string>(end.OutputErrors);
        var (inline, stored) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, ValueReference>(StringComparer.Ordinal));
        foreach (var (name, value) in end.Parameters)
        {
            var (text, reference) = await PassAsync(value, MessageLimits.InlineValueBytes, $"parameter {name}", errors).ConfigureAwait(false);
            if (text is not null)
                inline.Add(name, text);
            if (reference is not null)
                stored.Add(name, reference);
        }

        // Without a store the output of a command, which has a limit of its own, is carried all the same.
        var (result, storedResult) = await PassAsync(end.Result, tools.Artifacts.Has(order.Values) ? MessageLimits.InlineValueBytes : MessageLimits.ResultBytes, "outputs.result", errors).ConfigureAwait(false);
        var (body, storedBody) = await PassAsync(end.Http?.Body, MessageLimits.InlineValueBytes, "the body of the answer", errors).ConfigureAwait(false);
        return end with
        {
            Parameters = inline,
            StoredParameters = stored,
            Result = result,
            StoredResult = storedResult,
            Http = end.Http is { } http ? http with { Body = body, StoredBody = storedBody } : null,
            OutputErrors = errors,
        };

        async Task<(string? Text, ValueReference? Reference)> PassAsync(string? value, int limit, string what, List<string> faults)
        {
            if (value is null)
                return (null, null);
            var size = Encoding.UTF8.GetByteCount(value);
            if (size <= limit && size <= room)
            {
                room -= size;
                return (value, null);
            }

            try
            {
                var digest = await PutAsync(Encoding.UTF8.GetBytes(value), cancellationToken).ConfigureAwait(false);
                return (null, new ValueReference(digest.Sha256, digest.Bytes));
            }
            catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
            {
                faults.Add(tools.Shown($"cannot save {what}: it has {size} bytes, and goes through the artifact store: {error.Message}")!);
                return (null, null);
            }
        }
    }

    private Task<ContentDigest> PutAsync(byte[] value, CancellationToken cancellationToken) =>
        ArtifactPatience.UntilAnsweredOrStoppedAsync(() => new ValueStore(tools.Artifacts.Of(order.Values)).PutAsync(order.Stamp.Workflow, value, cancellationToken), new StoreLook(tools, order.Values, StoreProbe.Key), tools, cancellationToken);
}
