using System.Text;
using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.ArtifactKeeping;

/// <summary>The Secrets that count for the places of a workflow's artifacts: those that came with it, then those of its namespace.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Manifests">Manifests of Secrets that came with the workflow, their values sealed.</param>
public sealed record PlaceSecrets(string Namespace, IReadOnlyList<string> Manifests)
{
    /// <summary>Those of a workflow.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="workflow">Its manifest, as it is stored.</param>
    public static PlaceSecrets Of(string @namespace, Workflow workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        return new PlaceSecrets(@namespace, [.. workflow.Resources.Where(json => IsSecret(json, null))]);
    }

    /// <summary>Those of a workflow that is about to be submitted.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="manifests">The objects that come with it, as the user wrote them.</param>
    /// <param name="cipher">Seals their values.</param>
    /// <exception cref="SecretCipherException">There is no key.</exception>
    public static PlaceSecrets Of(string @namespace, IEnumerable<string> manifests, SecretCipher cipher) =>
        new(@namespace, [.. manifests.Where(json => IsSecret(json, null)).Select(json => SecretManifest.Seal(json, @namespace, cipher))]);

    /// <summary>These, without what a place does not name.</summary>
    public PlaceSecrets For(string? location)
    {
        if (Manifests.Count == 0)
            return this;
        var names = SecretSelectors.Of(location).Select(selector => selector.Name).ToHashSet(StringComparer.Ordinal);
        return this with { Manifests = [.. Manifests.Where(json => names.Any(name => IsSecret(json, name)))] };
    }

    /// <summary>The sealed values of a Secret that came with the workflow; null: none of this name did.</summary>
    internal IReadOnlyDictionary<string, string>? Given(string name) =>
        Manifests.FirstOrDefault(json => IsSecret(json, name)) is { } manifest ? SecretData.Read(Encoding.UTF8.GetBytes(manifest)) : null;

    private static bool IsSecret(string json, string? name) => SpecReader.ReadWorkflow(json) is { Kind: ResourceKinds.Secret } manifest && (name is null || manifest.Metadata.Name == name);
}
