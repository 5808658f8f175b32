using System.Globalization;
using Fleet.Contracts;
using Fleet.Workflows.Engine;
using Fleet.Workflows.Spec;

namespace Fleet.Coordinator.Runs.Work;

/// <summary>The call of an HTTP template.</summary>
internal static class HttpCallBuilder
{
    /// <summary>Argo's agent waits for ever without <c>timeoutSeconds</c>; here a slot would be lost with it.</summary>
    private const int DefaultSeconds = 30;

    private const string IdempotencyKey = "Idempotency-Key";

    /// <exception cref="WorkException">The template asks for something that cannot be carried out.</exception>
    public static HttpCallWork Build(WorkScope scope, int ordinal, TaskRequest request)
    {
        var http = request.Template.Http!;
        var (body, parts) = Body(http, new WorkTexts(scope));
        return new HttpCallWork
        {
            Method = http.Method,
            Url = http.Url,
            Headers = Headers(http, new WorkSecrets(scope, request), string.Create(CultureInfo.InvariantCulture, $"{scope.Uid:D}/{ordinal}")),
            Body = body,
            BodyParts = parts,
            TimeoutSeconds = (int)Math.Clamp(http.TimeoutSeconds ?? DefaultSeconds, 1, int.MaxValue / 1000),
            InsecureSkipVerify = http.InsecureSkipVerify,
            BodyWanted = request.BodyWanted,
        };
    }

    /// <summary>The template's own, and a key by which a server knows a call that is made again after its worker was lost.</summary>
    private static List<EnvironmentVariable> Headers(HttpTemplate http, WorkSecrets secrets, string key)
    {
        var headers = new List<EnvironmentVariable>(http.Headers.Count + 1);
        foreach (var header in http.Headers)
        {
            if (header.SecretKeyRef is not { } selector)
                headers.Add(new EnvironmentVariable(header.Name, header.Value ?? ""));
            else if (!selector.Optional || secrets.Find(selector.Name, selector.Key) is not null)
                headers.Add(secrets.Named(header.Name, selector, $"Header '{header.Name}'"));
        }

        if (!headers.Exists(header => string.Equals(header.Name, IdempotencyKey, StringComparison.OrdinalIgnoreCase)))
            headers.Add(new EnvironmentVariable(IdempotencyKey, key));
        return headers;
    }

    private static (byte[]? Bytes, IReadOnlyList<ContentPart>? Parts) Whole((byte[] Bytes, IReadOnlyList<ContentPart>? Parts) content) => content.Parts is null ? content : (null, content.Parts);

    private static (byte[]? Bytes, IReadOnlyList<ContentPart>? Parts) Body(HttpTemplate http, WorkTexts texts)
    {
        if (http.BodyBytes is not { } base64)
            return http.Body is { } text ? Whole(texts.Content(text)) : (null, null);
        try
        {
            return (Convert.FromBase64String(base64), null);
        }
        catch (FormatException)
        {
            throw new WorkException("http.bodyFrom.bytes is not base64.");
        }
    }
}
