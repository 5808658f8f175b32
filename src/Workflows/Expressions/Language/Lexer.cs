using System.Globalization;
using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>Cuts the text of an expr-lang expression into tokens.</summary>
internal sealed class Lexer
{
    private const char End = '\0';
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;

    private Lexer(string source) => _source = source;

    /// <summary>All tokens of <paramref name="source"/>, the last of kind <see cref="TokenKind.EOF"/>.</summary>
    public static List<Token> Tokenize(string source)
    {
        Lexer lexer = new(source);
        lexer.Run();
        return lexer._tokens;
    }

    /// <summary>Letters, digits, <c>_</c> and <c>$</c> make names.</summary>
    public static bool IsNameCharacter(char c) => c is '_' or '$' || char.IsLetter(c) || char.IsDigit(c);

    private char Current => Peek(0);

    private bool AtEnd => _position >= _source.Length;

    private char Peek(int ahead) => _position + ahead < _source.Length ? _source[_position + ahead] : End;

    private ExpressionException Error(string reason, int offset) =>
        new(ExpressionErrorKind.Syntax, reason, _source, offset);

    private void Run()
    {
        while (true)
        {
            while (!AtEnd && char.IsWhiteSpace(Current))
                _position++;
            if (AtEnd)
                break;
            Next();
        }

        _tokens.Add(new Token(TokenKind.EOF, "", Math.Max(0, _source.Length - 1)));
    }

    private void Next()
    {
        char c = Current;
        switch (c)
        {
            case '\'' or '"':
                ReadString(c);
                break;
            case '`':
                ReadRawString();
                break;
            case >= '0' and <= '9':
                ReadNumber();
                break;
            case '?':
                Emit(TokenKind.Operator, Peek(1) is '.' or '?' ? 2 : 1);
                break;
            case '/':
                ReadSlash();
                break;
            case '#':
                ReadPointer();
                break;
            case '|' or ':':
                Emit(TokenKind.Operator, Peek(1) == c ? 2 : 1);
                break;
            case '(' or '[' or '{' or ')' or ']' or '}':
                Emit(TokenKind.Bracket, 1);
                break;
            case ',' or ';' or '%' or '+' or '-' or '^':
                Emit(TokenKind.Operator, 1);
                break;
            case '&' or '!' or '=' or '*' or '<' or '>':
                Emit(TokenKind.Operator, Peek(1) is '&' or '=' or '*' ? 2 : 1);
                break;
            case '.':
                ReadDot();
                break;
            default:
                if (!IsNameCharacter(c))
                    throw Error($"unrecognized character: U+{(int)c:X4} '{c}'", _position);
                ReadName();
                break;
        }
    }

    private void Emit(TokenKind kind, int length)
    {
        _tokens.Add(new Token(kind, _source.Substring(_position, length), _position));
        _position += length;
    }

    private void ReadSlash()
    {
        if (Peek(1) == '/')
        {
            int end = _source.IndexOf('\n', _position);
            _position = end < 0 ? _source.Length : end + 1;
        }
        else if (Peek(1) == '*')
        {
            int end = _source.IndexOf("*/", _position + 2, StringComparison.Ordinal);
            if (end < 0)
                throw Error("unclosed comment", _source.Length);
            _position = end + 2;
        }
        else
        {
            Emit(TokenKind.Operator, 1);
        }
    }

    private void ReadPointer()
    {
        Emit(TokenKind.Operator, Peek(1) == '#' ? 2 : 1);
        int length = NameLength();
        if (length > 0)
            Emit(TokenKind.Identifier, length);
    }

    private void ReadDot()
    {
        if (char.IsAsciiDigit(Peek(1)))
            ReadNumber();
        else
            Emit(TokenKind.Operator, Peek(1) == '.' ? 2 : 1);
    }

    private int NameLength()
    {
        int length = 0;
        while (_position + length < _source.Length && IsNameCharacter(Peek(length)))
            length++;
        return length;
    }

    private void ReadName()
    {
        int length = NameLength();
        string word = _source.Substring(_position, length);
        Emit(Operators.IsWord(word) ? TokenKind.Operator : TokenKind.Identifier, length);
    }

    private void ReadNumber()
    {
        int start = _position;
        string digits = "0123456789_";
        if (Current == '0' && Peek(1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            digits = char.ToLowerInvariant(Peek(1)) switch
            {
                'x' => "0123456789abcdefABCDEF_",
                'o' => "01234567_",
                _ => "01_",
            };
            _position += 2;
        }

        Run(digits);
        // Two dots are a range: the number ends before them.
        if (Current == '.' && Peek(1) != '.')
        {
            _position++;
            Run(digits);
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
                _position++;
            Run(digits);
        }

        if (!AtEnd && IsNameCharacter(Current))
        {
            _position++;
            throw Error($"bad number syntax: {GoQuote.Quote(_source[start.._position])}", _position - 1);
        }

        _tokens.Add(new Token(TokenKind.Number, _source[start.._position], start));

        void Run(string allowed)
        {
            while (!AtEnd && allowed.Contains(Current))
                _position++;
        }
    }

    private void ReadRawString()
    {
        int end = _source.IndexOf('`', _position + 1);
        if (end < 0)
            throw Error("literal not terminated", _source.Length);
        _tokens.Add(new Token(TokenKind.String, _source[(_position + 1)..end], _position));
        _position = end + 1;
    }

    private void ReadString(char quote)
    {
        int start = _position++;
        StringBuilder text = new();
        while (true)
        {
            if (AtEnd || Current == '\n')
                throw Error("literal not terminated", _position);
            char c = Current;
            _position++;
            if (c == quote)
                break;
            if (c == '\\')
                ReadEscape(text, quote);
            else
                text.Append(c);
        }

        _tokens.Add(new Token(TokenKind.String, text.ToString(), start));
    }

    private void ReadEscape(StringBuilder text, char quote)
    {
        char c = Current;
        int at = _position;
        _position++;
        switch (c)
        {
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'n': text.Append('\n'); break;
            case 'r': text.Append('\r'); break;
            case 't': text.Append('\t'); break;
            case 'v': text.Append('\v'); break;
            case '\\': text.Append('\\'); break;
            case '\'' or '"' or '`' when c == quote || c == '`': text.Append(c); break;
            case >= '0' and <= '3':
                _position--;
                AppendRune(text, Digits(3, 8), at);
                break;
            case 'x': AppendRune(text, Digits(2, 16), at); break;
            case 'u' when Current == '{': ReadBracedEscape(text, at); break;
            case 'u': AppendRune(text, Digits(4, 16), at); break;
            case 'U': AppendRune(text, Digits(8, 16), at); break;
            default: throw Error("invalid char escape", at);
        }
    }

    private void ReadBracedEscape(StringBuilder text, int at)
    {
        int close = _source.IndexOf('}', _position);
        if (close < 0
            || close - _position - 1 is < 1 or > 6
            || !int.TryParse(_source.AsSpan(_position + 1, close - _position - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            throw Error("invalid char escape", at);
        }

        _position = close + 1;
        AppendRune(text, code, at);
    }

    private long Digits(int count, int radix)
    {
        long value = 0;
        for (int i = 0; i < count; i++)
        {
            char c = Current;
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
                throw Error("invalid char escape", _position);
            value = (value * radix) + digit;
            _position++;
        }

        return value;
    }

    private void AppendRune(StringBuilder text, long code, int at)
    {
        if (code is < 0 or > 0x10FFFF)
            throw Error("unable to unescape string", at);
        text.Append(Rune.TryCreate((int)code, out Rune rune) ? rune.ToString() : "\uFFFD");
    }
}
