using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>
/// Turns a Ready node's substituted template into the work a worker gets. Pure: the same request gives the same work, so that a repeated order is the same order.
/// </summary>
internal static class WorkBuilder
{
    /// <param name="scope">The workflow.</param>
    /// <param name="ordinal">The node.</param>
    /// <param name="dispatch">The issue; tasks see it in their environment.</param>
    /// <param name="request">What is to run.</param>
    /// <exception cref="WorkException">The template asks for something that cannot be carried out.</exception>
    public static TaskWork Build(WorkScope scope, int ordinal, int dispatch, TaskRequest request)
    {
        var template = request.Template;
        return template.Type switch
        {
            TemplateType.Container or TemplateType.Script or TemplateType.ContainerSet => new TaskWork { Pod = PodBuilder.Build(scope, ordinal, dispatch, request) },
            TemplateType.Http => new TaskWork { HttpCall = HttpCall(template.Http!) },
            _ => throw new WorkException($"Template '{template.Name}' is of type {template.Type}, which has no work for a worker."),
        };
    }

    private static HttpCallWork HttpCall(HttpTemplate http)
    {
        if (http.Headers.FirstOrDefault(header => header.SecretKeyRef is not null) is { } secret)
            throw new WorkException($"Header '{secret.Name}' takes its value from a secret; secrets are not built yet.");
        return new HttpCallWork
        {
            Method = http.Method,
            Url = http.Url,
            Headers = [.. http.Headers.Select(header => new EnvironmentVariable(header.Name, header.Value ?? ""))],
            Body = Body(http),
            TimeoutSeconds = (int)Math.Clamp(http.TimeoutSeconds ?? 30, 1, int.MaxValue),
            InsecureSkipVerify = http.InsecureSkipVerify,
        };
    }

    private static byte[]? Body(HttpTemplate http)
    {
        if (http.BodyBytes is { } base64)
            return Convert.TryFromBase64String(base64, new byte[base64.Length], out _)
                ? Convert.FromBase64String(base64)
                : throw new WorkException("http.bodyFrom.bytes is not base64.");
        return http.Body is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : null;
    }
}
