namespace Fleet.Workflows.Expressions;

/// <summary>The names that tags may use, by their full dotted name (<c>inputs.parameters.message</c>).</summary>
public interface ITagScope
{
    /// <summary>Finds a name.</summary>
    /// <param name="name">The full dotted name.</param>
    /// <param name="value">Its value: a text, or null when the name is known but its output is absent (a skipped node without a default).</param>
    /// <returns>True when the name is known.</returns>
    bool TryGetValue(string name, out object? value);

    /// <summary>
    /// The same names as nested maps, for expressions: <c>a.b</c> becomes <c>{a: {b: ..}}</c>. Where one name is the beginning of another
    /// (<c>workflow.parameters</c> and <c>workflow.parameters.x</c>) the shorter one is left out.
    /// </summary>
    /// <returns>The variables of an <see cref="EvaluationContext"/>; must not be changed.</returns>
    IReadOnlyDictionary<string, object?> ToEnvironment();
}
