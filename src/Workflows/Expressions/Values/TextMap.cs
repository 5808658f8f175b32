namespace Fleet.Workflows.Expressions.Values;

/// <summary>A map of Go's type <c>map[string]string</c>, such as sprig's <c>split</c> gives: a key that it does not have gives an empty text, not nil (expr-lang's <c>vm/runtime</c>, Fetch).</summary>
internal sealed class TextMap() : Dictionary<string, object?>(StringComparer.Ordinal);
