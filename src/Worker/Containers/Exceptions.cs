namespace Fleet.Worker.Containers;

/// <summary>A container that can never run: image missing, invalid settings, refused by policy. The message says what to do.</summary>
public sealed class ContainerRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The engine does not answer or failed: the same call may work later, or elsewhere.</summary>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A container of that name is there already.</summary>
/// <param name="existing">What is there.</param>
public sealed class ContainerExistsException(ContainerState existing) : Exception($"container {existing.Name} exists already ({existing.Phase})")
{
    /// <summary>What is there.</summary>
    public ContainerState Existing { get; } = existing;
}
