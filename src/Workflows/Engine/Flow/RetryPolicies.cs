using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>Which endings are retried (Argo docs, "Retries", Retry policies). Default: OnFailure, with an expression Always.</summary>
internal static class RetryPolicies
{
    // Messages that Argo takes for passing trouble of the platform (Argo's source util/errors).
    private static readonly string[] Transient =
    [
        "i/o timeout", "connection reset by peer", "connection refused", "TLS handshake timeout", "http2: client connection lost", "timeout awaiting response headers",
        "net/http: request canceled", "unexpected EOF", "context deadline exceeded", "transport connection broken", "Too Many Requests", "exceeded quota", "etcdserver: request timed out",
    ];

    /// <summary>Whether an ending is to be retried.</summary>
    /// <exception cref="ExpressionException">The policy is none.</exception>
    public static bool Applies(RetryStrategy strategy, Node last) => (strategy.RetryPolicy ?? (strategy.Expression is null ? "OnFailure" : "Always")) switch
    {
        "Always" => true,
        "OnFailure" => last.Phase == NodePhase.Failed,
        "OnError" => last.Phase == NodePhase.Error,
        "OnTransientError" => last.Message is { } message && Array.Exists(Transient, t => message.Contains(t, StringComparison.OrdinalIgnoreCase)),
        var other => throw new ExpressionException(ExpressionErrorKind.Syntax, $"{other} is not a valid RetryPolicy"),
    };
}
