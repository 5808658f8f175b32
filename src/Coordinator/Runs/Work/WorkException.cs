namespace Fleet.Coordinator.Runs.Work;

/// <summary>A template cannot be turned into work for a worker: the node is Error with this sentence.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class WorkException(string message) : Exception(message);
