using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The Secrets that a task refers to outside its containers' variables, and the values that it is given of all of them: sealed, beside its template.</summary>
internal static class TaskSecrets
{
    /// <summary>What it needs; variables are asked for with the ConfigMaps.</summary>
    public static IEnumerable<ConfigMapKey> Keys(Turn turn, TaskRequest request) =>
        Others(turn.State, request).Select(reference => reference.Key);

    /// <summary>What is missing, a sentence; null: nothing.</summary>
    public static string? Problem(Turn turn, TaskRequest request)
    {
        foreach (var (key, optional, what) in Others(turn.State, request))
        {
            if (optional || ConfigMapInputs.Find(turn, key) is not { } found || (key.Key is null ? found.Exists : found.Value is not null))
                continue;
            return found.Exists ? $"{what}: secret '{key.Name}' does not have the key '{key.Key}'" : $"{what}: secrets \"{key.Name}\" not found";
        }

        return null;
    }

    /// <summary>The values that the task is given.</summary>
    public static IReadOnlyList<SecretValue> Values(Turn turn, TaskRequest request)
    {
        var values = new Dictionary<(string, string), SecretValue>();
        var variables = ConfigMapEnvironment.References(request.Template).Select(reference => reference.Key).Where(key => key.Secret);
        foreach (var key in variables.Concat(Others(turn.State, request).Select(reference => reference.Key)))
        {
            var found = ConfigMapInputs.Find(turn, key);
            if (key.Key is { } name && found?.Value is { } value)
                values[(key.Name, name)] = new SecretValue(key.Name, name, value);
            foreach (var (each, text) in found?.Data ?? new Dictionary<string, string>())
                values[(key.Name, each)] = new SecretValue(key.Name, each, text);
        }

        return [.. values.Values];
    }

    private static IEnumerable<(ConfigMapKey Key, bool Optional, string What)> Others(WorkflowState state, TaskRequest request)
    {
        var template = request.Template;
        foreach (var header in template.Http?.Headers ?? [])
        {
            if (header.SecretKeyRef is { } selector)
                yield return (KeyOf(selector), selector.Optional, $"header {header.Name}");
        }

        // A pull goes on without a login that is not there, as in Kubernetes.
        foreach (var name in template.IsPod ? template.PatchedPod?.ImagePullSecrets ?? request.SpecOf(state.Workflow.Spec).ImagePullSecrets : [])
            yield return (new ConfigMapKey(name, null, Secret: true), true, "imagePullSecrets");

        if (template.Data is { } data)
        {
            foreach (var selector in SecretSelectors.Of(data.Source().Location ?? state.Repository.Location))
                yield return (KeyOf(selector), selector.Optional, "data.source.artifactPaths");
        }

        foreach (var artifact in template.Inputs.Artifacts.Concat(template.Outputs.Artifacts))
        {
            foreach (var selector in SecretSelectors.Of(artifact.Location is null ? null : ArtifactLocation.KeyOf(artifact) is null ? artifact.Json : state.Repository.Location))
                yield return (KeyOf(selector), selector.Optional, $"artifact {artifact.Name}");
        }
    }

    private static ConfigMapKey KeyOf(KeySelector selector) => new(selector.Name, selector.Key, Secret: true);
}
