using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Inputs of a template: what it declares, and whether a call gives it.</summary>
internal static class InputChecks
{
    /// <summary>Checks the declarations and adds their names to the scope.</summary>
    public static void Declared(Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var (parameters, artifacts) = (path["inputs"]["parameters"], path["inputs"]["artifacts"]);
        var name = $"templates.{template.Name}";
        NameRules.Check(template.Inputs.Parameters.Select(p => p.Name), NameRules.ValueName, (i, why) => frame.Error(parameters[i], $"{name}.inputs.parameters{why}"));
        NameRules.Check(template.Inputs.Artifacts.Select(a => a.Name), NameRules.ValueName, (i, why) => frame.Error(artifacts[i], $"{name}.inputs.artifacts{why}"));
        foreach (var parameter in template.Inputs.Parameters)
            scope.Add($"inputs.parameters.{parameter.Name}");
        if (template.Inputs.Parameters.Count > 0)
            scope.Add("inputs.parameters");
        for (var i = 0; i < template.Inputs.Artifacts.Count; i++)
            Artifact(template, template.Inputs.Artifacts[i], frame, artifacts[i], scope);
    }

    /// <summary>Checks that every input has a value when the template is called with these arguments.</summary>
    /// <param name="template">The template.</param>
    /// <param name="arguments">The arguments; null: any.</param>
    /// <param name="frame">From where.</param>
    /// <param name="path">Where the error belongs: the call.</param>
    /// <returns>True: nothing is missing.</returns>
    public static bool Supplied(Template template, Arguments? arguments, TemplateFrame frame, SpecPath path)
    {
        if (arguments is null)
            return true;
        var complete = true;
        foreach (var input in template.Inputs.Parameters)
        {
            var given = arguments.FindParameter(input.Name);
            // An argument without a value is an error of its own.
            if (given is { Value: null, ValueFrom: null })
                continue;
            var from = given is null ? input.ValueFrom : given.Value is null ? given.ValueFrom : null;
            if ((given is null ? input.ValueOrDefault : given.Value) is null && from?.ConfigMapKeyRef is null)
                Missing($"inputs.parameters.{input.Name}");
        }
        foreach (var input in template.Inputs.Artifacts)
        {
            if (!input.Optional && !ArtifactLocations.IsGiven(input) && arguments.FindArtifact(input.Name) is null)
                Missing($"inputs.artifacts.{input.Name}");
        }
        return complete;

        void Missing(string input)
        {
            complete = false;
            frame.ErrorAtCall(path, $"templates.{template.Name} {input} was not supplied");
        }
    }

    private static void Artifact(Template template, Artifact artifact, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var reference = $"inputs.artifacts.{artifact.Name}";
        var name = $"templates.{template.Name}.{reference}";
        scope.Add(reference);
        if (TemplateKinds.IsLeaf(template))
        {
            if (ArtifactLocations.PathFault(artifact) is { } why)
                frame.Error(path, $"error in {name}: {why}");
            scope.Add($"{reference}.path");
        }
        else if (artifact.Path is not null)
        {
            frame.Error(path["path"], $"{name}.path only valid in container/script templates");
        }
        if (artifact.From is not null)
            frame.Error(path["from"], $"{name}.from not valid in inputs");
        if (ArtifactLocations.Fault(artifact.Json, name) is { } fault)
            frame.Error(path, fault);
    }
}
