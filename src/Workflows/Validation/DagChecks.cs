using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Validation;

/// <summary>DAG templates. The work is linear in the number of tasks.</summary>
internal sealed class DagChecks(ValidationRun run, TemplateChecks templates)
{
    public void Check(Template template, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var tasks = template.Dag!.Tasks;
        var at = path["dag"]["tasks"];
        if (tasks.Count == 0)
        {
            frame.Error(path["dag"], $"templates.{template.Name} must have at least one task");
            return;
        }
        NameRules.Check(tasks.Select(t => t.Name), NameRules.FieldName, (i, why) => frame.Error(at[i], $"templates.{template.Name}.tasks{why}"));
        var graph = new DagGraph(tasks);
        var names = new DagNames(graph);
        // What a task gives all of the workflow is known to those that come after it, wherever they stand in the list.
        foreach (var i in graph.Order)
        {
            if (tasks[i].Name.Length > 0)
                Task(tasks[i], template, graph, names, frame, at[i], scope);
        }
        Cycle(template, graph, frame, at);
        Targets(template, graph, frame, path["dag"]["target"], scope);
        // Also the outputs of the template see every task.
        scope.UseOthers(names.Knows);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (tasks[i].Name.Length > 0)
                Values(tasks[i], template, graph, names, frame, at[i], scope);
        }
    }

    private void Task(DagTask task, Template template, DagGraph graph, DagNames names, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var name = $"templates.{template.Name}.tasks.{task.Name}";
        var usesDepends = template.Dag!.Tasks.Count > 0 && names.UsesDepends;
        if (char.IsAsciiDigit(task.Name[0]) && (usesDepends || task.Dependencies.Count > 0))
            frame.Error(path, $"{name} name cannot begin with a digit when using either 'depends' or 'dependencies'");
        if (usesDepends && task.Dependencies.Count > 0)
            frame.Error(path["dependencies"], $"templates.{template.Name} cannot use both 'depends' and 'dependencies' in the same DAG template");
        if (usesDepends && task.ContinueOn is not null)
            frame.Error(path["continueOn"], $"templates.{template.Name} cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'");
        var called = templates.Visit(task, frame, path, name, task.Arguments);
        names.Add(task, called);
        OutputNames.AddGlobals(run, called, scope);
        if (graph.Faults.GetValueOrDefault(task.Name) is { } fault)
            frame.Error(path["depends"], $"{name} {fault}");
        Dependencies(task, name, graph, frame, path);
    }

    private static void Dependencies(DagTask task, string name, DagGraph graph, TemplateFrame frame, SpecPath path)
    {
        var at = path[task.Depends is null ? "dependencies" : "depends"];
        foreach (var reference in graph.References(task.Name))
        {
            if (!graph.Tasks.TryGetValue(reference.Task, out var dependency))
                frame.Error(at, $"{name} dependency '{reference.Task}' not defined");
            else if (reference.Result is TaskResult.AnySucceeded or TaskResult.AllFailed && !dependency.IsLoop)
                frame.Error(at, $"{name} dependency '{reference.Task}' uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items");
        }
    }

    private static void Cycle(Template template, DagGraph graph, TemplateFrame frame, SpecPath path)
    {
        var cycles = Cycles.Find(graph.Dependencies);
        if (cycles.Count == 0)
            return;
        var places = template.Dag!.Tasks.Select((t, i) => (t.Name, i)).GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First().i);
        foreach (var cycle in cycles)
            frame.Error(path[places[cycle[0]]], $"templates.{template.Name}.tasks dependency cycle detected: {string.Join("->", cycle)}");
    }

    private void Targets(Template template, DagGraph graph, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        if (template.Dag!.Target is not { } target)
            return;
        templates.Tags(target, $"templates.{template.Name}.targets", frame, path, scope);
        foreach (var name in target.Split(' ').Where(n => !NameRules.HasTag(n) && !graph.Tasks.ContainsKey(n)))
        {
            // A value that only the run will know may name any task.
            if (!name.StartsWith(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal))
                frame.Error(path, $"templates.{template.Name}.targets: target '{name}' is not defined");
        }
    }

    private void Values(DagTask task, Template template, DagGraph graph, DagNames names, TemplateFrame frame, SpecPath path, VariableScope scope)
    {
        var name = $"templates.{template.Name}.tasks.{task.Name}";
        if (task.Hooks.Count > 0)
            names.AddStatus(task.Name);
        var own = scope.Inner(variable => names.IsAncestorStatus(variable, task.Name));
        foreach (var input in task.Inline?.Inputs.Parameters ?? [])
            own.Add($"inputs.parameters.{input.Name}");
        if (LoopNames.Add(task, own) is { } loop)
            frame.Error(path, $"{name} {loop}");
        templates.Tags(task.Json, name, frame, path, own);
        ArgumentChecks.Check(task.Arguments, $"{name}.arguments.", path["arguments"], allowEmpty: false, frame.Error);
        ArgumentDependencies(task, name, graph, frame, path["arguments"]);
        HookChecks.Check(task, name, frame, path, warnOnly: true);
    }

    private static void ArgumentDependencies(DagTask task, string name, DagGraph graph, TemplateFrame frame, SpecPath path)
    {
        for (var i = 0; i < task.Arguments.Parameters.Count; i++)
        {
            var parameter = task.Arguments.Parameters[i];
            if (MissingDependency(parameter.Value, task, graph) is { } missing)
                frame.Error(path["parameters"][i], $"{name} missing dependency '{missing}' for parameter '{parameter.Name}'");
        }
        for (var i = 0; i < task.Arguments.Artifacts.Count; i++)
        {
            var artifact = task.Arguments.Artifacts[i];
            if (MissingDependency(artifact.From, task, graph) is { } missing)
                frame.Error(path["artifacts"][i], $"{name} missing dependency '{missing}' for artifact '{artifact.Name}'");
        }
    }

    private static string? MissingDependency(string? value, DagTask task, DagGraph graph)
    {
        const string Prefix = "{{tasks.";
        if (value is null || !value.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var end = value.IndexOf('.', Prefix.Length);
        var name = end < 0 ? value[Prefix.Length..] : value[Prefix.Length..end];
        // {{tasks.name}} is the name of the task itself.
        return name.StartsWith("name}}", StringComparison.Ordinal) || graph.IsAncestor(name, task.Name) ? null : name;
    }
}
