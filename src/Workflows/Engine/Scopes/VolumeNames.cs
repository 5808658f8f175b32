using Fleet.Workflows.Expressions;

namespace Fleet.Workflows.Engine.Scopes;

/// <summary>Names of the volumes of a workflow (<c>volumes</c>, <c>volumeClaimTemplates</c>).</summary>
internal static class VolumeNames
{
    /// <summary>A name with tags of the workflow replaced (Argo's source <c>substituteGlobalVariables</c>), at the time of its creation: the name must not change.</summary>
    /// <exception cref="ExpressionException">An expression of the name fails.</exception>
    public static string Of(WorkflowState state, string name)
    {
        if (!TagTemplate.HasTags(name))
            return name;
        var tags = TagTemplate.Parse(name);
        return tags.Render(new VariableScope([new GlobalVariables(state, state.CreatedAt)], tags.References), new TagOptions { Now = state.CreatedAt, Seed = state.Seed, Unresolved = UnresolvedTags.Keep });
    }
}
