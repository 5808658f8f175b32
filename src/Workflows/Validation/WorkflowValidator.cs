using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Validates manifests that are at hand as records: Argo's rules, all errors at once. Places have no lines, since there is no text.</summary>
public static class WorkflowValidator
{
    /// <summary>Validates a Workflow or workflow template.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="options">How; null: for submission.</param>
    /// <returns>Its errors; empty: valid.</returns>
    public static IReadOnlyList<SpecError> Validate(Workflow manifest, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        options ??= LoadOptions.Submit;
        var findings = new Findings(0, null);
        ManifestValidator.Validate(manifest.Kind.Length == 0 ? "Workflow" : manifest.Kind, manifest.Json, manifest, findings, options, new TemplateSource(options.FindTemplate).In(manifest.Metadata.Namespace));
        return findings.Errors();
    }
}
