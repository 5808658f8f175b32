using Fleet.Contracts;
using Fleet.Coordinator.Resources;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Submission;

/// <summary>The objects that come with a workflow and count for it alone: further documents of its text, or <see cref="SubmitWorkflow.Resources"/>.</summary>
internal sealed class GivenDocuments
{
    private readonly List<SpecDocument> _documents = [];

    /// <summary>JSON texts of the manifests; those of Secrets are sealed, for the namespace of the workflow.</summary>
    /// <exception cref="SecretCipherException">There is no key.</exception>
    public IReadOnlyList<string> Json(string ns, SecretCipher cipher) =>
        [.. _documents.Select(document => document.Kind == ResourceKinds.Secret ? SecretManifest.Seal(document.Json, ns, cipher) : document.Json)];

    /// <summary>Reads the objects of a request; their errors are added.</summary>
    public static GivenDocuments Read(SubmitWorkflow request, LoadOptions options, List<SubmitError> errors)
    {
        var given = new GivenDocuments();
        var index = 0;
        foreach (var resource in request.Resources ?? [])
        {
            var path = $"resources[{index++}]";
            var loaded = WorkflowLoader.Load(resource.GetRawText(), options with { Changes = null, FindTemplate = given.Before(options.FindTemplate) });
            errors.AddRange(loaded.Errors.Select(error => new SubmitError(error.Message, error.Path.Length == 0 ? path : $"{path}.{error.Path}")));
            errors.AddRange(loaded.Workflows.Select(_ => new SubmitError("a workflow cannot come with another one", path)));
            given.Add(loaded);
        }

        return given;
    }

    /// <summary>Takes the objects that stand beside a workflow in its text.</summary>
    public void Add(LoadResult loaded) => _documents.AddRange(loaded.Documents.Where(document => document.Kind is "WorkflowTemplate" or "ClusterWorkflowTemplate" or "ConfigMap" or "Secret" && document.Json.Length > 0));

    /// <summary>Finds templates here, then elsewhere.</summary>
    public Func<string, string, bool, Workflow?> Before(Func<string, string, bool, Workflow?> elsewhere) => (ns, name, cluster) =>
        _documents.Find(document => document.Kind == (cluster ? "ClusterWorkflowTemplate" : "WorkflowTemplate") && document.Name == name)?.Workflow ?? elsewhere(ns, name, cluster);
}
