using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>
/// Turns a Ready node's substituted template into the work a worker gets. Pure: the same request gives the same work, so that a repeated order is the same order.
/// </summary>
internal static class WorkBuilder
{
    /// <param name="scope">The workflow.</param>
    /// <param name="ordinal">The node.</param>
    /// <param name="dispatch">The issue; tasks see it in their environment.</param>
    /// <param name="request">What is to run.</param>
    /// <exception cref="WorkException">The template asks for something that cannot be carried out.</exception>
    public static TaskWork Build(WorkScope scope, int ordinal, int dispatch, TaskRequest request)
    {
        var template = request.Template;
        scope = scope with { Spec = request.SpecOf(scope.Spec) };
        return template.Type switch
        {
            TemplateType.Container or TemplateType.Script or TemplateType.ContainerSet => new TaskWork { Pod = PodBuilder.Build(scope, ordinal, dispatch, request) },
            TemplateType.Http => new TaskWork { HttpCall = HttpCallBuilder.Build(scope, ordinal, request) },
            TemplateType.Data => new TaskWork { ListArtifacts = new ArtifactBuilder(scope, new WorkSecrets(scope, request)).Listing(template.Data!) },
            TemplateType.Resource when template.Resource!.Source is { } artifact => new TaskWork { ReadArtifact = new ArtifactBuilder(scope, new WorkSecrets(scope, request)).Reading(template, artifact) },
            _ => throw new WorkException($"Template '{template.Name}' is of type {template.Type}, which has no work for a worker."),
        };
    }
}
