namespace Fleet.Worker.Containers;

/// <summary>A container that can never run: image missing, invalid settings, refused by policy. The message says what to do.</summary>
public sealed class ContainerRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The engine does not answer or failed: the same call may work later, or elsewhere.</summary>
/// <param name="message">What failed, and why.</param>
/// <param name="inner">The cause.</param>
public sealed class EngineUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The engine answered, with an error: it is there.</summary>
    public bool Answered { get; init; }
}

/// <summary>A container of that name is there already.</summary>
/// <param name="existing">What is there.</param>
public sealed class ContainerExistsException(ContainerState existing) : Exception($"container {existing.Name} exists already ({existing.Phase})")
{
    /// <summary>What is there.</summary>
    public ContainerState Existing { get; } = existing;
}
