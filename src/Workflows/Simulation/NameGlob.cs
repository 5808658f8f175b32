using System.Text.RegularExpressions;

namespace Fleet.Workflows.Simulation;

/// <summary>A name of nodes in which <c>*</c> stands for any text and <c>?</c> for any character; brackets and parentheses, common in node names, stand for themselves.</summary>
internal sealed class NameGlob
{
    private readonly string _text;
    private readonly Regex? _pattern;

    public NameGlob(string text)
    {
        _text = text;
        if (text.AsSpan().IndexOfAny('*', '?') >= 0)
            _pattern = new Regex($@"\A{Regex.Escape(text).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\z", RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    public bool Matches(string name) => name == _text || (_pattern is not null && _pattern.IsMatch(name));
}
