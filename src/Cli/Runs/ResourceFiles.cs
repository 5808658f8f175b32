using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;
using Fleet.Client;
using Fleet.Contracts;
using Fleet.Workflows.Spec;

namespace Fleet.Cli.Runs;

/// <summary>Reads files of objects beside workflows: all errors of all files at once, with lines, before anything is stored.</summary>
internal static class ResourceFiles
{
    /// <summary>Reads and checks files.</summary>
    /// <param name="environment">Takes errors and warnings.</param>
    /// <param name="resources">Has the templates that the files refer to.</param>
    /// <param name="paths">Files, folders, or - for standard input.</param>
    /// <param name="namespace">Namespace of manifests that name none.</param>
    /// <param name="namespaceGiven">The user asked for it: no other one will do.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The objects in the order of the files; null: there are errors, which were written.</returns>
    public static async Task<IReadOnlyList<ResourceManifest>?> ReadAsync(
        CliEnvironment environment, IFleetResources resources, IEnumerable<string> paths, string @namespace, bool namespaceGiven, CancellationToken cancellationToken)
    {
        var texts = new List<ManifestText>();
        foreach (var path in paths.SelectMany(ManifestFolder.Expand))
            texts.Add(await ManifestText.ReadAsync(path, environment, cancellationToken));
        var find = await StoredTemplates.FindAsync(resources, string.Concat(texts.Select(text => text.Text)), @namespace, cancellationToken);

        var found = new List<ResourceManifest>();
        var failed = false;
        var results = WorkflowLoader.LoadAll([.. texts.Select(text => text.Text)], new LoadOptions { NameRequired = true, FindTemplate = find });
        foreach (var (text, loaded) in texts.Zip(results))
        {
            SubmitError[] errors = [.. loaded.Errors.Select(ManifestCheck.Error), .. loaded.Documents.Select(document => Misplaced(document, @namespace, namespaceGiven)).OfType<SubmitError>()];
            text.Write(environment, "warning", loaded.Warnings.Select(ManifestCheck.Error));
            text.Write(environment, "error", errors.OrderBy(error => error.Line));
            failed |= errors.Length > 0;
            if (!failed)
                found.AddRange(loaded.Documents.Select(document => Manifest(text.Source, document, @namespace)));
        }

        return failed ? null : found;
    }

    private static SubmitError? Misplaced(SpecDocument document, string @namespace, bool namespaceGiven)
    {
        if (document.Kind == "Workflow")
            return new SubmitError("a Workflow is run, not stored: fleet submit (or fleet run)", "kind", document.Line);
        return namespaceGiven && NamespaceOf(document) is { Length: > 0 } own && own != @namespace && document.Kind != "ClusterWorkflowTemplate"
            ? new SubmitError($"the namespace is '{own}', and -n says '{@namespace}'", "metadata.namespace", document.Line)
            : null;
    }

    private static ResourceManifest Manifest(string source, SpecDocument document, string @namespace)
    {
        var ns = document.Kind == "ClusterWorkflowTemplate" ? "" : NamespaceOf(document) is { Length: > 0 } own ? own : @namespace;
        return new ResourceManifest(source, document.Kind, ns, document.Name, JsonSerializer.Deserialize<JsonElement>(document.Json));
    }

    private static string NamespaceOf(SpecDocument document) => document.Json.Length == 0 ? "" : SpecReader.ReadWorkflow(document.Json).Metadata.Namespace;
}
