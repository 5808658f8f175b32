using Fleet.Coordinator.Storage;

namespace Fleet.Coordinator.Api;

/// <summary>Field selectors of lists and watches: <c>metadata.name</c>, <c>metadata.namespace</c> with <c>=</c>, <c>==</c>, <c>!=</c>; <c>spec.startedAt</c> with
/// <c>&gt;</c>, <c>&lt;</c>; <c>ext.showRemainingItemCount</c> is accepted.</summary>
public sealed record FieldSelector
{
    /// <summary>Name that is asked for; null: any.</summary>
    public string? Name { get; init; }

    /// <summary>Name that is left out; null: none.</summary>
    public string? NotName { get; init; }

    /// <summary>Namespace that is asked for; null: any.</summary>
    public string? Namespace { get; init; }

    /// <summary>Namespace that is left out; null: none.</summary>
    public string? NotNamespace { get; init; }

    /// <summary>Started after; null: any.</summary>
    public DateTimeOffset? StartedAfter { get; init; }

    /// <summary>Started before; null: any.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Parses a selector; null or blank: no condition.</summary>
    /// <exception cref="ApiException">400 with the part that is wrong.</exception>
    public static FieldSelector Parse(string? text)
    {
        var result = new FieldSelector();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOfAny(['=', '!', '<', '>']);
            var op = at < 0 ? "" : part[at..].StartsWith("!=", StringComparison.Ordinal) ? "!=" : part[at..].StartsWith("==", StringComparison.Ordinal) ? "==" : part[at..(at + 1)];
            var value = at < 0 ? "" : part[(at + op.Length)..];
            result = (at < 0 ? part : part[..at], op) switch
            {
                ("metadata.name", "=" or "==") => result with { Name = value },
                ("metadata.name", "!=") => result with { NotName = value },
                ("metadata.namespace", "=" or "==") => result with { Namespace = value },
                ("metadata.namespace", "!=") => result with { NotNamespace = value },
                ("spec.startedAt", ">") => result with { StartedAfter = Times.Parse("fieldSelector spec.startedAt", value) },
                ("spec.startedAt", "<") => result with { StartedBefore = Times.Parse("fieldSelector spec.startedAt", value) },
                ("ext.showRemainingItemCount", "=" or "==") => result,
                _ => throw ApiException.Invalid($"field selector '{part}' is not supported; metadata.name, metadata.namespace and spec.startedAt are"),
            };
        }

        return result;
    }

    /// <summary>The conditions as a query.</summary>
    /// <param name="ns">Namespace of the path; "" means all.</param>
    public WorkflowQuery ToQuery(string ns)
    {
        var path = string.IsNullOrEmpty(ns) ? null : ns;
        return new WorkflowQuery
        {
            Namespace = path ?? Namespace,
            // Path and selector that contradict each other: nothing is in both namespaces.
            NotNamespace = path is not null && Namespace is not null && Namespace != path ? path : NotNamespace,
            Name = Name,
            NotName = NotName,
            StartedAfter = StartedAfter,
            StartedBefore = StartedBefore,
        };
    }
}
