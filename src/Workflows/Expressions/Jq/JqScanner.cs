using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Reads the words of a jq program.</summary>
internal sealed class JqScanner(string source)
{
    private static readonly string[] Signs = ["|=", "+=", "-=", "*=", "/=", "%=", "//=", "==", "!=", "<=", ">=", "//", ".."];

    /// <summary>Where it is.</summary>
    public int At { get; private set; }

    /// <summary>The program.</summary>
    public string Source => source;

    /// <summary>Nothing is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            Skip();
            return At >= source.Length;
        }
    }

    /// <summary>The next character, behind blanks and comments; NUL at the end.</summary>
    public char Next
    {
        get
        {
            Skip();
            return At < source.Length ? source[At] : '\0';
        }
    }

    /// <summary>The character right here.</summary>
    public char Here => At < source.Length ? source[At] : '\0';

    /// <summary>The character after it.</summary>
    public char After => At + 1 < source.Length ? source[At + 1] : '\0';

    /// <summary>Takes one character.</summary>
    public char Take() => At < source.Length ? source[At++] : throw Error("unexpected end of the jq filter");

    /// <summary>Takes a sign when it is the next word: <c>|</c> is none where <c>|=</c> stands.</summary>
    public bool TakeSign(string sign)
    {
        if (PeekSign() != sign)
            return false;
        At += sign.Length;
        return true;
    }

    /// <summary>The sign that stands next; null: none.</summary>
    public string? PeekSign()
    {
        Skip();
        string? longest = null;
        foreach (var sign in Signs)
        {
            if ((longest is null || sign.Length > longest.Length) && string.CompareOrdinal(source, At, sign, 0, sign.Length) == 0)
                longest = sign;
        }

        return longest ?? (At < source.Length && "|,+-*/%=<>()[]{}:;.?@$\"".Contains(source[At], StringComparison.Ordinal) ? source[At].ToString() : null);
    }

    /// <summary>Takes a sign that must be there.</summary>
    public void Expect(string sign)
    {
        if (!TakeSign(sign))
            throw Unexpected($"'{sign}'");
    }

    /// <summary>The word that stands next; null: none.</summary>
    public string? PeekWord()
    {
        Skip();
        var end = At;
        while (end < source.Length && (char.IsAsciiLetterOrDigit(source[end]) || source[end] == '_' || (source[end] == ':' && end > At && end + 2 < source.Length && source[end + 1] == ':' && IsStart(source[end + 2]))))
            end += source[end] == ':' ? 2 : 1;
        return end > At && IsStart(source[At]) ? source[At..end] : null;
    }

    /// <summary>Takes a keyword when it is next.</summary>
    public bool TakeWord(string word)
    {
        if (PeekWord() != word)
            return false;
        At += word.Length;
        return true;
    }

    /// <summary>Takes a keyword that must be there.</summary>
    public void ExpectWord(string word)
    {
        if (!TakeWord(word))
            throw Unexpected($"'{word}'");
    }

    /// <summary>Takes a name that must be there.</summary>
    public string Name()
    {
        var word = PeekWord() ?? throw Unexpected("a name");
        At += word.Length;
        return word;
    }

    /// <summary>Takes a number.</summary>
    public object Number()
    {
        var start = At;
        while (char.IsAsciiDigit(Here) || Here == '.')
            At++;
        if (Here is 'e' or 'E')
        {
            At++;
            if (Here is '+' or '-')
                At++;
            while (char.IsAsciiDigit(Here))
                At++;
        }

        var text = source.AsSpan(start, At - start);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Error($"'{text}' is no number", start);
    }

    /// <summary>Takes the escape of a string, behind the backslash; a surrogate pair is two escapes.</summary>
    public void Escape(StringBuilder text)
    {
        var start = At;
        switch (Take())
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case '"': text.Append('"'); break;
            case '\\': text.Append('\\'); break;
            case '/': text.Append('/'); break;
            case 'u' when At + 4 <= source.Length && ushort.TryParse(source.AsSpan(At, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                text.Append((char)code);
                At += 4;
                break;
            default: throw Error("unknown escape in a string", start);
        }
    }

    /// <summary>An error at a place.</summary>
    public ExpressionException Error(string reason, int? at = null) => new(ExpressionErrorKind.Syntax, reason, source, at ?? At);

    /// <summary>Something else was needed here.</summary>
    public ExpressionException Unexpected(string wanted)
    {
        Skip();
        return Error(At >= source.Length ? $"unexpected end of the jq filter: {wanted} is missing" : $"unexpected '{PeekWord() ?? Here.ToString()}': {wanted} is needed here");
    }

    private static bool IsStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private void Skip()
    {
        while (At < source.Length)
        {
            if (source[At] == '#')
            {
                while (At < source.Length && source[At] != '\n')
                    At++;
            }
            else if (source[At] is ' ' or '\t' or '\n' or '\r')
            {
                At++;
            }
            else
            {
                return;
            }
        }
    }
}
