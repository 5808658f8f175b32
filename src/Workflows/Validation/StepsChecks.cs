using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Steps templates: groups one after another, each step seeing what stands before it.</summary>
internal sealed class StepsChecks(ValidationRun run, TemplateChecks templates)
{
    public void Check(Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var group = 0; group < template.Steps!.Count; group++)
        {
            for (var i = 0; i < template.Steps[group].Count; i++)
            {
                var step = template.Steps[group][i];
                var at = path["steps"][group][i];
                var groupName = $"templates.{template.Name}.steps[{group}]";
                if (NameFault(step.Name, names) is { } why)
                    frame.Error(at, $"{groupName}.name{why}");
                else
                    Check(step, $"{groupName}.{step.Name}", template, frame, at, scope);
            }
        }
    }

    private static string? NameFault(string name, HashSet<string> names)
    {
        if (name.Length == 0)
            return " is required";
        if (NameRules.FieldName(name) is { } why)
            return $" '{name}' is invalid: {why}";
        return names.Add(name) ? null : $" '{name}' is not unique";
    }

    private void Check(WorkflowStep step, string name, Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var prefix = $"steps.{step.Name}.";
        scope.Add(prefix + "status");
        if (LoopNames.Add(step, scope) is { } loop)
            frame.Error(path, $"{name} {loop}");
        ArgumentChecks.Check(step.Arguments, $"{name}.arguments.", path["arguments"], allowEmpty: false, frame.Error);
        var called = templates.Visit(step, frame, path, name, step.Arguments);
        if (step.HasExitHook)
            AddOutputs(called, prefix, aggregate: false, scope);
        HookChecks.Check(step, name, frame, path);
        templates.Tags(step.Json, $"templates.{template.Name}.steps", frame, path, WithInlineInputs(step, scope));
        AddOutputs(called, prefix, step.WithItems.Count > 0 || step.WithParam is not null, scope);
    }

    private static VariableScope WithInlineInputs(WorkflowStep step, VariableScope scope)
    {
        if (step.Inline is null)
            return scope;
        var inner = scope.Inner();
        foreach (var input in step.Inline.Inputs.Parameters)
            inner.Add($"inputs.parameters.{input.Name}");
        return inner;
    }

    private void AddOutputs(Template? called, string prefix, bool aggregate, VariableScope scope)
    {
        foreach (var output in OutputNames.Of(called, aggregate))
            scope.Add(prefix + output);
        OutputNames.AddGlobals(run, called, scope);
    }
}
