using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Artifacts;
using Fleet.Coordinator.Hosting;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>The artifact stores that other processes may use through this one: workers its own, <c>fleet run</c> those of workflows, for which it has the Secrets.</summary>
/// <param name="options">Which stores the Fleet has.</param>
/// <param name="places">Opens those that are not its own.</param>
public sealed class OfferedStores(CoordinatorOptions options, KeptPlaces places)
{
    /// <summary>Whether a store is the Fleet's own, which nobody but this process sees fail.</summary>
    public bool IsOwn(IArtifactStore store) => ReferenceEquals(store, options.Artifacts);

    /// <summary>Opens one.</summary>
    /// <param name="namespace">Namespace whose Secrets count; null: the Fleet's own store is asked for.</param>
    /// <param name="place">The place as an artifact's location without its key; null: the Fleet's artifact repository.</param>
    /// <param name="cancellationToken">Ends the look-up of Secrets.</param>
    /// <exception cref="ArtifactRefusedException">There is none, or it cannot be opened.</exception>
    public async Task<IArtifactStore> OpenAsync(string? @namespace, string? place, CancellationToken cancellationToken)
    {
        place = @namespace is null ? null : place is not null ? Checked(place) : options.ArtifactRepository is { } repository ? ArtifactRepository.Read(repository).Location : null;
        return place is not null ? await places.OpenAsync(place, new PlaceSecrets(@namespace!, []), cancellationToken).ConfigureAwait(false)
            : options.Artifacts ?? throw new ArtifactRefusedException("this coordinator has no artifact store of its own");
    }

    // Only what has keys: this process fetches no URLs for others.
    private static string Checked(string place)
    {
        try
        {
            if (JsonNode.Parse(place) is JsonObject json && ArtifactLocation.KeyField(ArtifactLocation.KindOf(json)) is not null)
                return place;
        }
        catch (JsonException)
        {
            // As below.
        }

        throw new ArtifactRefusedException("the place is none that has keys");
    }
}
