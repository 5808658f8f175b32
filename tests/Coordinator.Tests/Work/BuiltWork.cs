using Fleet.Contracts;
using Fleet.Coordinator.Runs.Work;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Tests.Work;

/// <summary>The work of node 7 of the workflow ci/build, built from a template and a specification (JSON).</summary>
internal static class BuiltWork
{
    public static readonly Guid Uid = Guid.Parse("11111111-2222-3333-4444-555555555555");

    public static ContainerWork MainOf(string template, string spec = "{}", int dispatch = 1) => Assert.Single(Pod(template, spec, dispatch).Containers);

    public static PodWork Pod(string template, string spec = "{}", int dispatch = 1, bool capture = false, string? podFields = null) => Build(template, spec, dispatch, capture, podFields).Pod!;

    public static TaskWork Build(string template, string spec = "{}", int dispatch = 1, bool capture = false, string? podFields = null)
    {
        var workflow = SpecReader.ReadWorkflow("""{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","metadata":{"name":"build"},"spec":""" + spec + "}");
        var request = new TaskRequest { Template = SpecReader.ReadTemplate(template), NodeName = "build.a", PodName = "pod-7", CaptureResult = capture, PodFields = podFields };
        return WorkBuilder.Build(new WorkScope(Uid, "ci", "build", workflow.Spec), 7, dispatch, request);
    }
}
