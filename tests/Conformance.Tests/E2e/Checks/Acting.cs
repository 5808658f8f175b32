using Fleet.Client;

namespace Fleet.Conformance.Tests.E2e.Checks;

/// <summary>What users do while a workflow runs.</summary>
internal static class Acting
{
    /// <summary>Stops the workflow when a node runs.</summary>
    public static Func<IFleetApi, string, string, CancellationToken, Task> StopWhenRunningAsync(string node) =>
        When(node, (api, space, name, cancellationToken) => api.StopAsync(space, name, null, null, cancellationToken));

    /// <summary>Terminates the workflow when a node runs.</summary>
    public static Func<IFleetApi, string, string, CancellationToken, Task> TerminateWhenRunningAsync(string node) =>
        When(node, (api, space, name, cancellationToken) => api.TerminateAsync(space, name, cancellationToken));

    /// <summary>Terminates the workflow when a node waits for a worker.</summary>
    public static Func<IFleetApi, string, string, CancellationToken, Task> TerminateWhenPendingAsync(string node) =>
        When(node, (api, space, name, cancellationToken) => api.TerminateAsync(space, name, cancellationToken), "Pending");

    /// <summary>Goes on with the workflow when a node runs.</summary>
    public static Func<IFleetApi, string, string, CancellationToken, Task> ResumeWhenRunningAsync(string node) =>
        When(node, (api, space, name, cancellationToken) => api.ResumeAsync(space, name, null, cancellationToken));

    private static Func<IFleetApi, string, string, CancellationToken, Task> When(string node, Func<IFleetApi, string, string, CancellationToken, Task> act, string phase = "Running") => async (api, space, name, cancellationToken) =>
    {
        await foreach (var change in api.WatchAsync(space, new WatchRequest { Name = name }, cancellationToken))
        {
            if (change.Object.GetProperty("status").TryGetProperty("nodes", out var nodes)
                && nodes.EnumerateObject().Any(one => one.Value.GetProperty("displayName").GetString() == node && one.Value.GetProperty("phase").GetString() == phase))
                break;
        }

        await act(api, space, name, cancellationToken);
    };
}
