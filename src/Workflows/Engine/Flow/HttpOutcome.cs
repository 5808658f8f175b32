using System.Globalization;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Flow;

/// <summary>What the answer to an HTTP call means (Argo docs, "HTTP Template"; messages as in Argo's <c>executeHTTPTemplate</c>).</summary>
internal static class HttpOutcome
{
    /// <summary>Whether something asks for the body of the answer: a later reference, or the condition.</summary>
    public static bool WantsBody(TaskRequest request) =>
        request.CaptureResult || request.Template.Http?.SuccessCondition?.Contains("body", StringComparison.Ordinal) == true;

    /// <summary>Succeeded when the condition holds or, without one, for any 2xx; else Failed. A call without an answer Failed too.</summary>
    /// <param name="http">The template, tags replaced.</param>
    /// <param name="outcome">How the call ended.</param>
    /// <param name="options">Clock and seed of the condition.</param>
    /// <param name="find">Finds a large value that its body mentions.</param>
    public static (NodePhase Phase, string? Message) Judge(HttpTemplate http, TaskOutcome outcome, TagOptions options, Func<string, StoredValue?> find)
    {
        if (outcome.Http is not { } answer)
            return (NodePhase.Failed, outcome.Message ?? "there was no answer");
        if (outcome.OutputErrors.Count > 0)
            return (NodePhase.Error, string.Join("; ", outcome.OutputErrors));
        if (http.SuccessCondition is not { } condition)
        {
            return answer.StatusCode is >= 200 and < 300
                ? (NodePhase.Succeeded, null)
                : (NodePhase.Failed, string.Create(CultureInfo.InvariantCulture, $"received non-2xx response code: {answer.StatusCode}"));
        }

        try
        {
            var context = new EvaluationContext { Variables = Variables(http, answer, find), Now = options.Now, Seed = options.Seed };
            return Expression.Parse(condition).EvaluateBool(context) ? (NodePhase.Succeeded, null) : (NodePhase.Failed, $"successCondition '{condition}' evaluated false");
        }
        catch (ExpressionException e)
        {
            return (NodePhase.Failed, e.Message);
        }
    }

    private static Dictionary<string, object?> Variables(HttpTemplate http, HttpAnswer answer, Func<string, StoredValue?> find) => new(StringComparer.Ordinal)
    {
        ["request"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["method"] = http.Method,
            ["url"] = http.Url,
            ["body"] = TaskText.Whole(http.Body ?? "", find),
            ["headers"] = Headers(http.Headers.Select(header => (header.Name, header.Value ?? ""))),
        },
        ["response"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["statusCode"] = (long)answer.StatusCode,
            ["body"] = answer.Body ?? "",
            ["headers"] = Headers(answer.Headers.SelectMany(header => header.Value, (header, value) => (header.Key, value))),
        },
    };

    // Go's http.Header: names in canonical form, each with the list of its values.
    private static Dictionary<string, object?> Headers(IEnumerable<(string Name, string Value)> headers)
    {
        var all = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in headers)
        {
            var key = Canonical(name);
            if (!all.TryGetValue(key, out var list))
                all[key] = list = new List<object?>();
            ((List<object?>)list!).Add(value);
        }

        return all;
    }

    private static string Canonical(string name) => string.Create(name.Length, name, static (span, text) =>
    {
        for (var i = 0; i < text.Length; i++)
            span[i] = i == 0 || text[i - 1] == '-' ? char.ToUpperInvariant(text[i]) : char.ToLowerInvariant(text[i]);
    });
}
