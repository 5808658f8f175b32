using System.Collections.Concurrent;
using Fleet.Artifacts;
using Fleet.Artifacts.Places;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Coordinator.Storage;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>
/// Opens the stores in which workflows keep artifacts, for what this process itself does with them: with keys of Secrets where the place names some, else with those that the process has. What a
/// Secret says goes into the client of its store, and nowhere else. Safe to use from several threads.
/// </summary>
/// <param name="store">Has the Secrets.</param>
/// <param name="cipher">Opens them.</param>
/// <param name="time">Time.</param>
public sealed class KeptPlaces(IFleetStore store, SecretCipher cipher, TimeProvider time)
{
    // A client keeps connections; workflows name few places. What is let go of may be in use: it ends with its last connection.
    private const int Most = 32;

    private readonly ArtifactPlaces _places = new(null, time);
    private readonly ConcurrentDictionary<string, IArtifactStore> _open = new(StringComparer.Ordinal);

    /// <summary>Opens one.</summary>
    /// <param name="location">The place as Argo's JSON, without an artifact's key.</param>
    /// <param name="secrets">The Secrets that count for it.</param>
    /// <param name="cancellationToken">Ends the look-up of Secrets.</param>
    /// <returns>The store; it stays this object's own.</returns>
    /// <exception cref="ArtifactRefusedException">It cannot be opened: it has no keys, a Secret is missing or cannot be read here.</exception>
    public async Task<IArtifactStore> OpenAsync(string location, PlaceSecrets secrets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(secrets);
        var values = new Dictionary<(string, string), Sealed>();
        foreach (var (name, selectors) in SecretSelectors.Of(location).GroupBy(selector => selector.Name).Select(group => (group.Key, group.Select(selector => selector.Key).Distinct())))
        {
            var data = await DataAsync(name, secrets, cancellationToken).ConfigureAwait(false);
            foreach (var key in selectors.Where(data.ContainsKey))
                values[(name, key)] = new Sealed(data[key], Sealed.ContextOf(secrets.Namespace, name, key));
        }

        if (_open.Count >= Most)
            _open.Clear();
        // A Secret that says something else is sealed anew, and makes another client.
        var known = string.Join('\n', values.Values.SelectMany(value => (string[])[value.Context, value.Text]).Prepend(location));
        return _open.GetOrAdd(known, _ => Open(location, secrets.Namespace, values));
    }

    private IArtifactStore Open(string location, string @namespace, Dictionary<(string, string), Sealed> values)
    {
        try
        {
            return _places.Open(location, (name, key) => values.TryGetValue((name, key), out var value) ? cipher.OpenText(value) : null);
        }
        catch (SecretCipherException error)
        {
            throw new ArtifactRefusedException(error.Message, error);
        }
        catch (ArtifactRefusedException error) when (values.Count == 0 && SecretSelectors.Of(location).Any(selector => !selector.Optional))
        {
            throw new ArtifactRefusedException($"{error.Message}; apply the Secret in the namespace '{@namespace}'", error);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> DataAsync(string name, PlaceSecrets secrets, CancellationToken cancellationToken) =>
        secrets.Given(name) is { } given ? given
            : await store.FindResourceAsync(new ResourceKey(ResourceKinds.Secret, secrets.Namespace, name), cancellationToken).ConfigureAwait(false) is { Deleted: false } row ? SecretData.Read(row.Manifest)
            : new Dictionary<string, string>();
}
