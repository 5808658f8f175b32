using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>Cuts a <c>when</c> condition into tokens. Bare words become variables; the caller takes them for texts.</summary>
internal sealed class WhenLexer
{
    // Texts in quotes that look like one of these are times.
    private static readonly string[] TimeLayouts =
    [
        GoTimeLayout.Ansic, GoTimeLayout.UnixDate, GoTimeLayout.RubyDate, GoTimeLayout.Kitchen, GoTimeLayout.Rfc3339, GoTimeLayout.Rfc3339Nano,
        "2006-01-02", "2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05-07:00", "2006-01-02T15Z0700", "2006-01-02T15:04Z0700",
        "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05.999999999Z0700",
    ];

    private readonly string _source;
    private readonly List<WhenToken> _tokens = [];
    private int _position;

    private WhenLexer(string source) => _source = source;

    public static List<WhenToken> Tokenize(string source)
    {
        WhenLexer lexer = new(source);
        while (lexer.Next())
        {
            // Next adds the token.
        }

        return lexer._tokens;
    }

    private static bool IsNumeric(char c) => char.IsDigit(c) || c == '.';

    private static bool IsQuote(char c) => c is '\'' or '"';

    private static bool IsSymbol(char c) => !(char.IsLetterOrDigit(c) || c is '(' or ')' or '[' or ']' || IsQuote(c));

    private ExpressionException Error(string reason, int offset) => new(ExpressionErrorKind.Syntax, reason, _source, offset);

    private void Add(WhenKind kind, object? value, string text, int offset) => _tokens.Add(new WhenToken(kind, value, text, offset));

    private bool Next()
    {
        while (_position < _source.Length && char.IsWhiteSpace(_source[_position]))
            _position++;
        if (_position >= _source.Length)
            return false;
        int start = _position;
        char c = _source[start];
        if (IsNumeric(c))
            ReadNumber(start);
        else if (c is ',' or '(' or ')')
            ReadPunctuation(c, start);
        else if (c == '[')
            ReadBracketed(start);
        else if (char.IsLetter(c))
            ReadWord(start);
        else if (IsQuote(c))
            ReadString(start);
        else
            ReadSymbol(start);
        return true;
    }

    private void ReadPunctuation(char c, int start)
    {
        _position++;
        WhenKind kind = c switch { ',' => WhenKind.Separator, '(' => WhenKind.Clause, _ => WhenKind.ClauseClose };
        // govaluate keeps parentheses as code points, which is how its messages show them.
        Add(kind, c == ',' ? "," : (double)c, c.ToString(), start);
    }

    private void ReadNumber(int start)
    {
        if (_source[start] == '0' && start + 1 < _source.Length && _source[start + 1] == 'x')
        {
            _position += 2;
            string hex = Run(char.IsAsciiHexDigit);
            if (!ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong integer))
                throw Error($"Unable to parse hex value '{hex}' to uint64\n", start);
            Add(WhenKind.Numeric, (double)integer, _source[start.._position], start);
            return;
        }

        string text = Run(IsNumeric);
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            throw Error($"Unable to parse numeric value '{text}' to float64\n", start);
        Add(WhenKind.Numeric, number, text, start);
    }

    private void ReadBracketed(int start)
    {
        _position++;
        string? name = Quoted(c => c == ']');
        Add(WhenKind.Variable, name ?? throw Error("Unclosed parameter bracket", start), name, start);
    }

    private void ReadWord(int start)
    {
        string word = Run(c => char.IsLetterOrDigit(c) || c is '_' or '.', allowEscapes: true);
        if (word is "true" or "false")
        {
            Add(WhenKind.Boolean, word == "true", word, start);
        }
        else if (word is "in" or "IN")
        {
            Add(WhenKind.Comparator, "in", "in", start);
        }
        else if (word.IndexOf('.', StringComparison.Ordinal) > 0)
        {
            CheckAccessor(word, start);
            Add(WhenKind.Accessor, word, word, start);
        }
        else
        {
            Add(WhenKind.Variable, word, word, start);
        }
    }

    private void CheckAccessor(string word, int start)
    {
        if (word.EndsWith('.'))
            throw Error($"Hanging accessor on token '{word}'", start);
        foreach (string part in word.Split('.').Skip(1))
        {
            if (part.Length == 0 || char.ToUpperInvariant(part[0]) != part[0])
                throw Error($"Unable to access unexported field '{part}' in token '{word}'", start);
        }
    }

    private void ReadString(int start)
    {
        _position++;
        string text = Quoted(IsQuote) ?? throw Error("Unclosed string literal", start);
        ExpressionZone utc = ExpressionZone.Load("UTC");
        foreach (string layout in TimeLayouts)
        {
            if (GoTimeParser.TryParse(layout, text, utc, out ExpressionTime time))
            {
                Add(WhenKind.Time, (double)time.Value.ToUnixTimeSeconds(), text, start);
                return;
            }
        }

        Add(WhenKind.String, text, text, start);
    }

    private void ReadSymbol(int start)
    {
        string symbol = Run(IsSymbol, allowEscapes: true);
        WhenKind before = _tokens.Count == 0 ? WhenKind.Unknown : _tokens[^1].Kind;
        WhenKind? kind = WhenGrammar.IsPrefix(symbol) && WhenGrammar.CanFollow(before, WhenKind.Prefix) ? WhenKind.Prefix
            : WhenGrammar.IsModifier(symbol) ? WhenKind.Modifier
            : WhenGrammar.IsLogical(symbol) ? WhenKind.LogicalOp
            : WhenGrammar.IsComparator(symbol) ? WhenKind.Comparator
            : WhenGrammar.IsTernary(symbol) ? WhenKind.Ternary
            : null;
        Add(kind ?? throw Error($"Invalid token: '{symbol}'", start), symbol, symbol, start);
    }

    // Characters up to the first that does not belong, or white space.
    private string Run(Func<char, bool> belongs) => Run(belongs, allowEscapes: true);

    private string Run(Func<char, bool> belongs, bool allowEscapes)
    {
        StringBuilder text = new();
        while (_position < _source.Length)
        {
            char c = _source[_position];
            if (allowEscapes && c == '\\')
            {
                if (_position + 1 < _source.Length)
                    text.Append(_source[_position + 1]);
                _position = Math.Min(_position + 2, _source.Length);
                continue;
            }

            if (char.IsWhiteSpace(c) || !belongs(c))
                break;
            text.Append(c);
            _position++;
        }

        return text.ToString();
    }

    // The text up to a closing character, which is passed; null when there is none.
    private string? Quoted(Func<char, bool> closes)
    {
        StringBuilder text = new();
        while (_position < _source.Length)
        {
            char c = _source[_position++];
            if (c == '\\' && _position < _source.Length)
                text.Append(_source[_position++]);
            else if (closes(c))
                return text.ToString();
            else
                text.Append(c);
        }

        return null;
    }
}
