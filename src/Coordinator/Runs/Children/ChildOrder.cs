using Fleet.Workflows.Engine;

namespace Fleet.Coordinator.Runs.Children;

/// <summary>What a commit asks for on behalf of a resource template.</summary>
/// <param name="Workflow">The workflow whose node it is.</param>
/// <param name="Ordinal">The node.</param>
/// <param name="Request">What to do; null: its news are not wanted any more.</param>
internal sealed record ChildOrder(Guid Workflow, int Ordinal, ManageRequest? Request);
