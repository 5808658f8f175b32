using Fleet.Workflows.Expressions;
using Fleet.Workflows.Kubernetes;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The names of a manifest: what Kubernetes takes for an object of Argo's, and so what its clients rely on.</summary>
internal static class MetadataChecks
{
    private const int LongestNamespace = 63;
    private const string Later = "; it is refused when it is submitted";

    private static readonly SpecPath Root = SpecPath.Root["metadata"];
    private static readonly SpecPath Own = SpecPath.Root["spec"]["workflowMetadata"];

    /// <summary>Checks them.</summary>
    /// <param name="metadata">The manifest's.</param>
    /// <param name="required">One of the names has to be there: to create it, not to lint it.</param>
    /// <param name="findings">Takes the errors.</param>
    public static void Check(ObjectMeta metadata, bool required, Findings findings)
    {
        var (name, prefix, space) = (metadata.Name, metadata.GenerateName, metadata.Namespace);
        if (required && name.Length == 0 && prefix.Length == 0)
            findings.Error(Root, "name or generateName is required");
        if (name.Length > 0 && !DnsNames.Subdomain().IsMatch(name))
            findings.Error(Root["name"], $"name '{name}' is invalid: it consists of lower-case letters (a-z), digits, '-' and '.', and begins and ends with a letter or digit");

        // The random end completes it.
        if (name.Length == 0 && prefix.Length > 0 && !DnsNames.Subdomain().IsMatch(prefix + "x"))
            findings.Error(Root["generateName"], $"generateName '{prefix}' is invalid: it consists of lower-case letters (a-z), digits, '-' and '.', and begins with a letter or digit");
        if (space.Length > 0 && (space.Length > LongestNamespace || space.Contains('.', StringComparison.Ordinal) || !DnsNames.Subdomain().IsMatch(space)))
            findings.Error(Root["namespace"], $"namespace '{space}' is invalid: it has at most {LongestNamespace} lower-case letters (a-z), digits and '-', and begins and ends with a letter or digit");
        LabelRules.Check(metadata.Labels, Root["labels"], required ? findings.Error : (path, message) => findings.Warn(path, message + Later));
    }

    /// <summary>Checks <c>spec.workflowMetadata</c>: what the workflow gives itself when it is submitted, as far as it can be seen before.</summary>
    /// <param name="metadata">It; null: none.</param>
    /// <param name="required">It is submitted now.</param>
    /// <param name="findings">Takes the errors.</param>
    public static void CheckOwn(WorkflowMetadata? metadata, bool required, Findings findings)
    {
        if (metadata is null)
            return;
        Action<SpecPath, string> report = required ? findings.Error : (path, message) => findings.Warn(path, message + Later);
        LabelRules.Check(metadata.Labels, Own["labels"], report);
        foreach (var (label, source) in metadata.LabelsFrom)
        {
            var path = Own["labelsFrom"][label];
            if (LabelRules.KeyFault(label) is { } wrong)
                report(path, $"{Own["labelsFrom"]}: Invalid value: \"{label}\": {wrong}");
            try
            {
                Expression.Parse(source);
            }
            catch (ExpressionException e)
            {
                report(path["expression"], $"{path["expression"]}: {e.Message}");
            }
        }
    }
}
