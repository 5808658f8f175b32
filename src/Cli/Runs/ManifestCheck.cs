using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>Checks a manifest on this side, where its lines are known, and makes the JSON that a server takes.</summary>
/// <param name="Manifest">The changed manifest; null: it has errors.</param>
/// <param name="Resources">Templates, ConfigMaps and Secrets of the same text: they count for this workflow alone.</param>
/// <param name="Errors">All errors.</param>
/// <param name="Warnings">What has no effect here.</param>
internal sealed record ManifestCheck(JsonElement? Manifest, IReadOnlyList<SpecDocument> Resources, IReadOnlyList<SubmitError> Errors, IReadOnlyList<SubmitError> Warnings)
{
    /// <summary>Reads, changes and validates.</summary>
    /// <param name="submission">What is submitted.</param>
    /// <param name="strict">Unknown fields are errors.</param>
    /// <param name="findTemplate">Finds stored templates, see <see cref="LoadOptions.FindTemplate"/>.</param>
    public static ManifestCheck Prepare(SubmitWorkflow submission, bool strict, Func<string, string, bool, Workflow?> findTemplate)
    {
        var loaded = WorkflowLoader.Load(submission.Yaml!, new LoadOptions
        {
            NameRequired = true,
            IgnoreUnknownFields = !strict,
            FindTemplate = findTemplate,
            Changes = new SubmissionChanges
            {
                Name = submission.Name,
                GenerateName = submission.GenerateName,
                Namespace = submission.Namespace,
                Entrypoint = submission.Entrypoint,
                Parameters = submission.Parameters?.ToDictionary(pair => pair.Key, pair => pair.Value.GetString()!, StringComparer.Ordinal) ?? [],
                Artifacts = submission.Artifacts ?? new Dictionary<string, string>(),
                Priority = submission.Priority,
                ServiceAccountName = submission.ServiceAccountName,
                Labels = submission.Labels ?? new Dictionary<string, string>(),
                Annotations = submission.Annotations ?? new Dictionary<string, string>(),
            },
        });
        var workflows = loaded.Workflows.ToArray();
        var errors = loaded.Errors.Select(Error).ToList();
        if (workflows.Length > 1)
            errors.Add(new SubmitError($"There are {workflows.Length} workflows in it; submit them one by one.", Line: workflows[1].Line));
        else if (workflows.Length == 0 && errors.Count == 0)
            errors.Add(new SubmitError("There is no manifest of kind Workflow in it."));
        return new ManifestCheck(errors.Count == 0 ? JsonSerializer.Deserialize<JsonElement>(workflows[0].Json) : null, [.. loaded.Documents.Where(document => document.Kind != "Workflow")], errors, [.. loaded.Warnings.Select(Error)]);
    }

    /// <summary>An error of the loader in the form that is shown and sent.</summary>
    public static SubmitError Error(SpecError error) => new(error.Message, error.Path.Length > 0 ? error.Path : null, error.Line > 0 ? error.Line : null);

    /// <summary>Says what of the text counts for this workflow alone: whoever knows kubectl would think that it is stored.</summary>
    public void Tell(CliEnvironment environment, ManifestText text)
    {
        if (Resources.Count > 0)
            environment.Error.WriteLine($"{text.Source}: {string.Join(", ", Resources.Select(document => $"{document.Kind} {document.Name}"))}: used for this workflow only; fleet apply -f {text.Source} stores {(Resources.Count == 1 ? "it" : "them")}");
    }

    /// <summary>What goes to a server beside the manifest.</summary>
    public IReadOnlyList<JsonElement> ResourceManifests => [.. Resources.Select(document => JsonSerializer.Deserialize<JsonElement>(document.Json))];
}
