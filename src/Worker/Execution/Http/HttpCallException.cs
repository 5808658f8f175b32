namespace Fleet.Worker.Execution.Http;

/// <summary>There is no answer to an HTTP call.</summary>
/// <param name="message">A sentence.</param>
/// <param name="inner">Why.</param>
internal sealed class HttpCallException(string message, Exception inner) : Exception(message, inner);
