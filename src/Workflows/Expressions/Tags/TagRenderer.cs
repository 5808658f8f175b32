using System.Text;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Tags;

/// <summary>Writes the segments of one template with the names of one scope.</summary>
internal sealed class TagRenderer(ITagScope scope, TagOptions options, bool json, StringBuilder result)
{
    // Set only when a step, a retry or the end of the workflow is at hand: an expression that asks for one of them before waits for a later pass.
    private static readonly string[] LateNames =
    [
        "item", "retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message", "workflow.status", "workflow.failures",
    ];

    public void Write(TagSegment segment)
    {
        switch (segment)
        {
            case LiteralSegment literal: result.Append(literal.Text); break;
            case SimpleTag tag: WriteSimple(tag); break;
            case ExpressionTag tag: WriteExpression(tag); break;
        }
    }

    private void Keep(string tag) => result.Append("{{").Append(tag).Append("}}");

    private void PutValue(string value) => Put(options.Mention is { } mention ? mention(value) : value);

    private void Put(string value)
    {
        if (json)
            GoJson.Escape(result, value, escapeHtml: false);
        else
            result.Append(value);
    }

    private void WriteSimple(SimpleTag tag)
    {
        if (scope.TryGetValue(tag.Name, out object? value))
        {
            PutValue(value switch
            {
                string text => text,
                null => throw Absent($"unable to substitute {{{{{tag.Text}}}}}: output is an absent optional (skipped/omitted node with no default)"),
                _ => throw new ExpressionException(ExpressionErrorKind.Type, $"failed to resolve {{{{{tag.Text}}}}} to string"),
            });
            return;
        }

        if (tag.InnerName is { } inner && scope.TryGetValue(inner, out value))
        {
            if (value is null)
                throw Absent($"unable to substitute nested tag {{{{{tag.Text}}}}}: {GoQuote.Quote(inner)} is an absent optional");
            if (value is string text)
            {
                result.Append("{{").Append(tag.OuterPrefix);
                Put(text);
                // The closing braces of the inner tag were this tag's: those of the outer one follow as text.
                return;
            }
        }

        bool artifact = options.Unresolved == UnresolvedTags.FailForPrefixes && tag.Name.Contains(".outputs.artifacts.", StringComparison.Ordinal);
        if (IsStrict(tag.Name) && !artifact)
            throw new ExpressionException(ExpressionErrorKind.MissingReference, $"failed to resolve {{{{{tag.Text}}}}}");
        Keep(tag.Text);
    }

    private static ExpressionException Absent(string reason) => new(ExpressionErrorKind.AbsentValue, reason);

    private bool IsStrict(string name) => options.Unresolved switch
    {
        UnresolvedTags.Fail => true,
        UnresolvedTags.FailForPrefixes => options.StrictPrefixes.Any(prefix =>
            name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.')),
        _ => false,
    };

    private void WriteExpression(ExpressionTag tag)
    {
        if (tag.Expression is not { } expression)
            throw tag.SyntaxError!.WithPrefix("failed to evaluate expression: ");
        IReadOnlyDictionary<string, object?> environment = scope.ToEnvironment();
        bool keep = options.Unresolved == UnresolvedTags.Keep;
        if (!keep)
        {
            List<string> missing = [.. expression.References.Where(path => !IsKnown(environment, path))];
            if (missing.Find(IsStrict) is { } strict)
                throw new ExpressionException(ExpressionErrorKind.MissingReference, $"failed to evaluate expression: {strict} is missing");
            keep = missing.Count > 0;
        }

        if (keep && LateNames.Any(name => expression.References.Contains(name) && !IsKnown(environment, name)))
        {
            Keep(tag.Text);
            return;
        }

        if (Evaluate(tag, expression, environment, keep) is { } text)
            PutValue(text);
        else
            Keep(tag.Text);
    }

    // Null: leave the tag.
    private string? Evaluate(ExpressionTag tag, Expression expression, IReadOnlyDictionary<string, object?> environment, bool keep)
    {
        try
        {
            object? value = expression.Evaluate(new EvaluationContext { Variables = environment, Now = options.Now, Seed = options.Seed });
            // Argo writes the result as JSON and takes the quotes away, whatever is between them.
            if (value is not null)
                return GoJson.TextOf(value) ?? GoJson.Write(value);
        }
        catch (ExpressionException e)
        {
            // A bound that was passed will be passed again, and what cannot be had stays away: that is no matter of a later pass.
            return keep && e.Kind is not (ExpressionErrorKind.Limit or ExpressionErrorKind.Refused) ? null : throw e.WithPrefix("failed to evaluate expression: ");
        }

        return keep ? null : throw Absent($"failed to evaluate expression {GoQuote.Quote(tag.Text[1..])}");
    }

    private static bool IsKnown(IReadOnlyDictionary<string, object?> environment, string path)
    {
        object? current = null;
        bool first = true;
        foreach (string part in path.Split('.'))
        {
            if (first)
            {
                if (!environment.TryGetValue(part, out current) && !ArgoFunctions.All.TryGetValue(part, out current))
                    return false;
                first = false;
            }
            else if (current is not IReadOnlyDictionary<string, object?> map || !map.TryGetValue(part, out current))
            {
                return false;
            }
        }

        return true;
    }
}
