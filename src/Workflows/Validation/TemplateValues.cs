using Fleet.Workflows.Engine.Values;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>Replaces the tags of a template as the engine will, with placeholders for what is not known yet, so that what depends on values can be checked.</summary>
internal static class TemplateValues
{
    private static readonly string[] RetryNames = ["retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message"];

    /// <summary>The template with globals, locals and inputs put in.</summary>
    /// <param name="run">Names known everywhere.</param>
    /// <param name="template">The template.</param>
    /// <param name="arguments">Values of its inputs; null: placeholders.</param>
    /// <exception cref="ExpressionException">A tag is not closed or no expression.</exception>
    /// <exception cref="SpecFormatException">With the values the template is none any more.</exception>
    public static Template Substitute(ValidationRun run, Template template, Arguments? arguments)
    {
        if (!TagTemplate.HasTags(template.Json))
            return template;
        var locals = run.Globals.CreateChild();
        if (template.IsPod)
            locals["pod.name"] = run.NextPlaceholder();
        if (template.RetryStrategy is not null)
        {
            foreach (var name in RetryNames)
                locals[name] = run.NextPlaceholder();
        }
        var first = TagTemplate.ParseJson(template.Json).Render(locals, TagOptions.Keep);
        var inputs = locals.CreateChild();
        inputs["inputs.parameters"] = run.NextPlaceholder();
        foreach (var input in template.Inputs.Parameters)
            inputs[$"inputs.parameters.{input.Name}"] = Value(input, arguments, locals) ?? run.NextPlaceholder();
        foreach (var artifact in template.Inputs.Artifacts.Where(a => a.Path is not null))
            inputs[$"inputs.artifacts.{artifact.Name}.path"] = artifact.Path;
        foreach (var artifact in template.Outputs.Artifacts.Where(a => a.Path is not null))
            inputs[$"outputs.artifacts.{artifact.Name}.path"] = artifact.Path;
        foreach (var output in template.Outputs.Parameters.Where(p => p.ValueFrom?.Path is not null))
            inputs[$"outputs.parameters.{output.Name}.path"] = output.ValueFrom!.Path;
        return SpecReader.ReadTemplate(TagTemplate.ParseJson(first).Render(inputs, TagOptions.Keep));
    }

    // A large value is what the text is about, and nothing of how it reads.
    private static string? Value(Parameter input, Arguments? arguments, TagScope scope)
    {
        if (arguments is null)
            return null;
        var given = arguments.FindParameter(input.Name);
        var value = given is null ? input.ValueOrDefault : given.Value;
        return value is null || ValueTable.IsNamed(value) ? null : TagTemplate.Render(value, scope, TagOptions.Keep);
    }
}
