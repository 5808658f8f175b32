using Fleet.Contracts;

namespace Fleet.Worker.Execution;

/// <summary>One container of a pod.</summary>
/// <param name="Work">What it runs.</param>
/// <param name="Part">What it is to the pod.</param>
internal sealed record PodMember(ContainerWork Work, PodPart Part)
{
    /// <summary>Its name within the pod.</summary>
    public string Name => Work.Name;
}
