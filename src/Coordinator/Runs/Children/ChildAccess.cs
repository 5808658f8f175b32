using Fleet.Coordinator.Submission;

namespace Fleet.Coordinator.Runs.Children;

/// <summary>The ways by which a leader makes and deletes workflows for resource templates: those of any user.</summary>
/// <param name="Submissions">Parses, validates and stores.</param>
/// <param name="Commands">Deletes.</param>
internal sealed record ChildAccess(ISubmissions Submissions, IWorkflowCommands Commands);
