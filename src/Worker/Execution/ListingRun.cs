using System.Text;
using System.Text.Json;
using Fleet.Artifacts;
using Fleet.Artifacts.Values;
using Fleet.Contracts;
using Fleet.Worker.Protocol;

namespace Fleet.Worker.Execution;

/// <summary>A listing of artifacts from its order to its reported end; it changes nothing, and is done again where an earlier run failed.</summary>
internal sealed class ListingRun(HeldTask task, ListArtifactsWork listing, WorkerMachine machine, TaskTools tools, TaskStory story, StopRequest stop)
    : ContainerlessRun(task, machine, tools, story, stop)
{
    /// <inheritdoc />
    protected override async Task<TaskFinished> WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            var keys = await ArtifactPatience.UntilAnsweredAsync(() => KeysAsync(cancellationToken), new StoreLook(Tools, listing.Place, listing.Prefix + StoreProbe.Key), Tools, cancellationToken).ConfigureAwait(false);
            var result = JsonSerializer.Serialize(keys, Plain);
            return Encoding.UTF8.GetByteCount(result) > Tools.ValueLimit ? Failed($"the keys below '{listing.Prefix}' come to more than {Tools.ValueLimit} bytes (FLEET_VALUE_LIMIT); list a narrower key") : Story.Ended(TaskEnd.Exited, null) with { Result = result };
        }
        catch (Exception error) when (error is ArtifactRefusedException or StoreUnavailableException)
        {
            return Failed(Tools.Shown(error.Message)!);
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private TaskFinished Failed(string why) => Story.Ended(TaskEnd.Exited, null) with { OutputErrors = [$"cannot list artifacts: {why}"] };

    private async Task<List<string>> KeysAsync(CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        long characters = 0;
        await foreach (var found in Tools.Artifacts.Of(listing.Place).ListAsync(listing.Prefix, cancellationToken).ConfigureAwait(false))
        {
            // What is no artifact, and what Fleet itself keeps there.
            if (found.IsFolder || found.Key.StartsWith(ValueStore.Reserved, StringComparison.Ordinal))
                continue;
            keys.Add(found.Key);
            if ((characters += found.Key.Length) > Tools.ValueLimit)
                break;
        }

        return keys;
    }
}
