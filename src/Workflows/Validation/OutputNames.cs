using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>The names that a step or task gives to others, without its own prefix.</summary>
internal static class OutputNames
{
    /// <summary>Names after <c>steps.NAME.</c> or <c>tasks.NAME.</c>.</summary>
    /// <param name="template">What is called; null: only the run will know.</param>
    /// <param name="aggregate">It is a loop.</param>
    public static IEnumerable<string> Of(Template? template, bool aggregate)
    {
        foreach (var name in (string[])["id", "startedAt", "finishedAt", "hostNodeName"])
            yield return name;
        if (template is null)
            yield break;
        if (template.Daemon)
            yield return "ip";
        if (TemplateKinds.HasResult(template) || (aggregate && template.Type is TemplateType.Script or TemplateType.ContainerSet))
        {
            yield return "outputs.result";
            yield return "exitCode";
        }
        foreach (var parameter in template.Outputs.Parameters)
            yield return $"outputs.parameters.{parameter.Name}";
        foreach (var artifact in template.Outputs.Artifacts)
            yield return $"outputs.artifacts.{artifact.Name}";
        if (aggregate)
            yield return "outputs.parameters";
    }

    /// <summary>Makes the global names of a template's outputs known: to the scope, and to everything visited from now on.</summary>
    public static void AddGlobals(ValidationRun run, Template? template, VariableScope scope)
    {
        foreach (var name in template?.Outputs.Parameters.Select(p => p.GlobalName) ?? [])
            Add(run, scope, name, "workflow.outputs.parameters.", VariableScope.AnyWorkflowParameter);
        foreach (var name in template?.Outputs.Artifacts.Select(a => a.GlobalName) ?? [])
            Add(run, scope, name, "workflow.outputs.artifacts.", VariableScope.AnyWorkflowArtifact);
    }

    private static void Add(ValidationRun run, VariableScope scope, string? name, string prefix, string any)
    {
        if (name is null)
            return;
        if (NameRules.HasTag(name))
            scope.Add(any);
        else if (!run.Globals.TryGetValue(prefix + name, out _))
            run.AddGlobal(prefix + name);
    }
}
