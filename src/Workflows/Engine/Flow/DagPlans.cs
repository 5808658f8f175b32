using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Engine.Plans;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>The graph of a DAG node: its template's, unless <c>target</c> or <c>depends</c> have tags.</summary>
internal static class DagPlans
{
    public static DagPlan For(Turn turn, Node dag)
    {
        var handle = dag.Template!;
        var template = handle.Template.Dag!;
        if (!HasTags(template))
            return handle.Dag!;
        var scope = NodeScopes.Inside(turn, dag) with { Siblings = null };
        string? Text(string? text) => text is null ? null : scope.Apply(TagText.Plain(text)).Source;
        var sites = handle.Groups[0].Select(site =>
        {
            var task = (DagTask)site.Call;
            var depends = Text(task.Depends);
            return depends == task.Depends ? site : new CallSite(task with { Depends = depends }, 0, site.Index);
        }).ToArray();
        return new DagPlan(template with { Target = Text(template.Target) }, sites);
    }

    private static bool HasTags(DagTemplate dag) =>
        (dag.Target is { } target && TagTemplate.HasTags(target)) || dag.Tasks.Any(t => t.Depends is { } depends && TagTemplate.HasTags(depends));
}
