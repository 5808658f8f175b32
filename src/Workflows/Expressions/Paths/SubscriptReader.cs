using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>What stands between brackets and is no filter: a name, an index, a script, several of them, or a range.</summary>
internal sealed class SubscriptReader(string step, PathScriptParser scripts)
{
    // The separators, beside numbers (long), quoted names and scripts with their signs (string), and null for a bound that is left out.
    private const char Comma = ',';
    private const char Colon = ':';

    private readonly List<object?> _parts = [];
    private readonly StringBuilder _text = new();

    public static ExpressionException NoStep(string step) => new($"invalid token. '{step}' does not match any token format");

    public PathStep Read(string inside)
    {
        Split(inside);
        if (_parts is [var only])
            return Single(only);
        List<object?> values = [];
        for (int i = 0; i < _parts.Count; i++)
        {
            if (_parts[i] is not char)
                values.Add(_parts[i]);
            else if (_parts[i] is Colon && i > 0 && _parts[i - 1] is Colon)
                values.Add(null);
        }

        int commas = _parts.Count(part => part is Comma);
        int colons = _parts.Count(part => part is Colon);
        if (commas > 0 && colons == 0 && commas < values.Count)
            return new UnionStep([.. values.Select(Key)]);
        if (commas > 0 || colons is 0 or > 2 || values.Count == 0)
            throw NoStep(step);
        return new RangeStep(Bound(values[0]), values.Count > 1 ? Bound(values[1]) : null, values.Count > 2 ? Bound(values[2]) : null);
    }

    private static bool IsScript(string text) => text.Length > 2 && text[0] == '(' && text[^1] == ')';

    private static bool IsName(string text) => text.Length > 1 && text[0] is '\'' or '"' && text[^1] == text[0];

    private PathStep Single(object? part) => part switch
    {
        long index => new IndexStep(index),
        string name when IsName(name) => new KeyStep(name[1..^1]),
        string script when IsScript(script) => new ScriptStep(scripts.Parse(script[1..^1])),
        _ => throw NoStep(step),
    };

    private object Key(object? part) => part switch
    {
        long index => index,
        string name when IsName(name) => name[1..^1],
        string script when IsScript(script) => scripts.Parse(script[1..^1]),
        _ => throw NoStep(step),
    };

    private object? Bound(object? part) => part switch
    {
        null or long => part,
        string script when IsScript(script) => scripts.Parse(script[1..^1]),
        _ => throw new ExpressionException($"invalid expression. invalid format '{part}'"),
    };

    private void Split(string inside)
    {
        char quote = '\0';
        int open = 0;
        for (int i = 0; i < inside.Length; i++)
        {
            char c = inside[i];
            _text.Append(c);
            switch (c)
            {
                case ' ' when quote == '\0' && open == 0:
                    Trim();
                    break;
                case '(' when quote == '\0':
                    open++;
                    break;
                case ')':
                    open--;
                    if (open == 0)
                        Take(IsScript(_text.ToString()));
                    break;
                case '\'' or '"' when (quote == '\0' || quote == c) && open == 0:
                    if (_text.Length > 1 && _text[^2] == '\\')
                    {
                        _text.Remove(_text.Length - 2, 1);
                        break;
                    }

                    if (quote == '\0' && _text.Length > 1)
                        throw NoStep(step);
                    quote = quote == c ? '\0' : c;
                    if (quote == '\0')
                        Take(IsName(_text.ToString()));
                    break;
                case Colon or Comma when quote == '\0' && open == 0:
                    _text.Length--;
                    End(first: i == 0, c);
                    break;
            }
        }

        if (_text.Length > 0)
            _parts.Add(Number(_text.ToString()));
    }

    // A name or a script is whole.
    private void Take(bool whole)
    {
        if (!whole)
            throw NoStep(step);
        _parts.Add(_text.ToString());
        _text.Clear();
    }

    private void End(bool first, char separator)
    {
        if (_text.Length > 0)
        {
            object part = Number(_text.ToString());
            _parts.Add(separator == Comma || part is long ? part : throw NoStep(step));
        }
        else if (first && separator == Colon)
        {
            _parts.Add(null);
        }

        _parts.Add(separator);
        _text.Clear();
    }

    private void Trim()
    {
        string text = _text.ToString().Trim();
        _text.Clear().Append(text);
    }

    private static object Number(string text) => GoInteger.TryParse(text, 10, out long number) ? number : text;
}
