using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Validates a document by its kind.</summary>
internal static class ManifestValidator
{
    public static void Validate(string kind, string json, Workflow? manifest, Findings findings, LoadOptions options, TemplateSource templates)
    {
        switch (kind)
        {
            case "Workflow" when manifest is not null:
                NameLength(manifest.Metadata.Name, "workflow", 63, findings);
                MetadataChecks.Check(manifest.Metadata, options.NameRequired, findings);
                MetadataChecks.CheckOwn(manifest.Spec.WorkflowMetadata, options.NameRequired, findings);
                new WorkflowChecks(new ValidationRun(manifest, findings, templates, isTemplate: false), options.Lint, options.Defaults).Check();
                break;
            case "WorkflowTemplate" or "ClusterWorkflowTemplate" when manifest is not null:
                NameLength(manifest.Metadata.Name, kind == "WorkflowTemplate" ? "workflow template" : "cluster workflow template", 63, findings);
                MetadataChecks.Check(manifest.Metadata, options.NameRequired, findings);
                MetadataChecks.CheckOwn(manifest.Spec.WorkflowMetadata, required: false, findings);
                if (kind == "ClusterWorkflowTemplate" && manifest.Metadata.Namespace.Length > 0)
                    findings.Warn(SpecPath.Root["metadata"]["namespace"], "metadata.namespace has no effect: a ClusterWorkflowTemplate is in none");
                new WorkflowChecks(new ValidationRun(manifest, findings, templates, isTemplate: true), allowEmptyArguments: true, options.Defaults).Check();
                break;
            case "ConfigMap":
                ConfigMapChecks.Check(json, options.NameRequired, findings);
                break;
            case "Secret":
                SecretChecks.Check(json, options.NameRequired, findings);
                break;
            case "CronWorkflow":
                CronChecks.Check(json, findings, templates);
                break;
            default:
                break;
        }
    }

    /// <summary>Names become labels, which Kubernetes limits; Argo's clients rely on it.</summary>
    public static void NameLength(string name, string what, int limit, Findings findings)
    {
        if (name.Length > limit)
            findings.Error(SpecPath.Root["metadata"]["name"], $"{what} name \"{name}\" must not be more than {limit} characters long (currently {name.Length})");
    }
}
