using System.Globalization;
using System.Text;

namespace Fleet.Workflows.Expressions.Kubectl;

/// <summary>Parses JSON paths.</summary>
internal sealed class KubectlQueryParser
{
    private const int MaxDepth = 50;
    private const int MaxLength = 10_000;
    private readonly string _path;
    private int _position;
    private int _depth;

    private KubectlQueryParser(string path) => _path = path;

    public static IReadOnlyList<KubectlStep> Parse(string path)
    {
        string trimmed = path.Trim();
        if (trimmed.Length > MaxLength)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"JSON path is longer than {MaxLength} characters");
        KubectlQueryParser parser = new(trimmed);
        if (!parser.Accept('$'))
            throw parser.Error("a path begins with $");
        List<KubectlStep> steps = parser.ParseSteps();
        return parser._position < trimmed.Length ? throw parser.Error($"unexpected '{parser.Current}'") : steps;
    }

    private char Current => _position < _path.Length ? _path[_position] : '\0';

    private ExpressionException Error(string reason) => new($"invalid JSON path {Values.GoQuote.Quote(_path)} at {_position + 1}: {reason}");

    private bool Accept(char c)
    {
        if (Current != c || _position >= _path.Length)
            return false;
        _position++;
        return true;
    }

    private void Expect(char c)
    {
        SkipSpace();
        if (!Accept(c))
            throw Error($"'{c}' is expected");
    }

    private void SkipSpace()
    {
        while (char.IsWhiteSpace(Current))
            _position++;
    }

    private List<KubectlStep> ParseSteps()
    {
        List<KubectlStep> steps = [];
        while (true)
        {
            if (Accept('.'))
            {
                bool recursive = Accept('.');
                steps.Add(Accept('*') ? new WildcardStep(recursive)
                    : recursive && Current == '[' ? ParseBracket(recursive)
                    : new KeyStep([ParseName()], recursive));
            }
            else if (Current == '[')
            {
                steps.Add(ParseBracket(recursive: false));
            }
            else
            {
                return steps;
            }
        }
    }

    private string ParseName()
    {
        int start = _position;
        while (_position < _path.Length && (char.IsLetterOrDigit(Current) || Current is '_' or '-' or '$' or '@'))
            _position++;
        return _position > start ? _path[start.._position] : throw Error("a name is expected");
    }

    private KubectlStep ParseBracket(bool recursive)
    {
        Expect('[');
        SkipSpace();
        KubectlStep step;
        if (Accept('*'))
            step = new WildcardStep(recursive);
        else if (Accept('?'))
            step = ParseFilter(recursive);
        else if (Accept('('))
            step = ParseFromEnd(recursive);
        else
            step = ParseSelection(recursive);
        Expect(']');
        return step;
    }

    // "(@.length-1)": the one script that paths are written with.
    private KeyStep ParseFromEnd(bool recursive)
    {
        if (!AcceptOperator("@.length") || !AcceptOperator("-"))
            throw Error("the only script in a path is (@.length-1), with any number");
        SkipSpace();
        long back = ParseInteger() is > 0 and var number ? number : throw Error("a number from 1 on is expected");
        Expect(')');
        return new KeyStep([-back], recursive);
    }

    private FilterStep ParseFilter(bool recursive)
    {
        Expect('(');
        KubectlFilter filter = ParseOr();
        Expect(')');
        return new FilterStep(filter, recursive);
    }

    private KubectlStep ParseSelection(bool recursive)
    {
        List<object> keys = [];
        while (true)
        {
            SkipSpace();
            if (Current is '\'' or '"')
            {
                keys.Add(ParseText());
            }
            else
            {
                long? number = ParseInteger();
                SkipSpace();
                if (Current == ':' && keys.Count == 0)
                    return ParseSlice(number, recursive);
                keys.Add(number ?? throw Error("an index, a quoted name, '*' or '?' is expected"));
            }

            SkipSpace();
            if (!Accept(','))
                return new KeyStep(keys, recursive);
        }
    }

    private SliceStep ParseSlice(long? from, bool recursive)
    {
        Expect(':');
        SkipSpace();
        long? to = ParseInteger();
        SkipSpace();
        long? by = null;
        if (Accept(':'))
        {
            SkipSpace();
            by = ParseInteger();
        }

        return new SliceStep(from, to, by, recursive);
    }

    private long? ParseInteger()
    {
        int start = _position;
        Accept('-');
        while (char.IsAsciiDigit(Current))
            _position++;
        if (_position == start)
            return null;
        return int.TryParse(_path.AsSpan(start, _position - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Error("a number is expected");
    }

    private string ParseText()
    {
        char quote = Current;
        _position++;
        StringBuilder text = new();
        while (_position < _path.Length && Current != quote)
        {
            if (Current == '\\' && _position + 1 < _path.Length)
                _position++;
            text.Append(Current);
            _position++;
        }

        return Accept(quote) ? text.ToString() : throw Error("text is not closed");
    }

    private KubectlFilter ParseOr()
    {
        if (++_depth > MaxDepth)
            throw Error("filter is nested too deeply");
        KubectlFilter left = ParseAnd();
        while (AcceptOperator("||"))
            left = new FilterBinary("||", left, ParseAnd());
        _depth--;
        return left;
    }

    private KubectlFilter ParseAnd()
    {
        KubectlFilter left = ParseComparison();
        while (AcceptOperator("&&"))
            left = new FilterBinary("&&", left, ParseComparison());
        return left;
    }

    private bool AcceptOperator(string op)
    {
        SkipSpace();
        if (string.CompareOrdinal(_path, _position, op, 0, op.Length) != 0)
            return false;
        _position += op.Length;
        return true;
    }

    private KubectlFilter ParseComparison()
    {
        KubectlFilter left = ParseOperand();
        foreach (string op in (string[])["==", "!=", "<=", ">=", "=~", "<", ">"])
        {
            if (AcceptOperator(op))
                return new FilterBinary(op, left, ParseOperand());
        }

        return left;
    }

    private KubectlFilter ParseOperand()
    {
        SkipSpace();
        if (Current == '!')
        {
            _position++;
            if (++_depth > MaxDepth)
                throw Error("filter is nested too deeply");
            KubectlFilter operand = ParseOperand();
            _depth--;
            return new FilterNot(operand);
        }

        if (Accept('('))
        {
            KubectlFilter inner = ParseOr();
            Expect(')');
            return inner;
        }

        if (Current is '@' or '$')
        {
            bool fromRoot = Current == '$';
            _position++;
            if (++_depth > MaxDepth)
                throw Error("filter is nested too deeply");
            FilterPath path = new(fromRoot, ParseSteps());
            _depth--;
            return path;
        }

        return Current is '\'' or '"' ? new FilterLiteral(ParseText()) : ParseLiteral();
    }

    private FilterLiteral ParseLiteral()
    {
        int start = _position;
        while (_position < _path.Length && (char.IsLetterOrDigit(Current) || Current is '.' or '-' or '+' or '_'))
            _position++;
        string text = _path[start.._position];
        return text switch
        {
            "true" => new FilterLiteral(true),
            "false" => new FilterLiteral(false),
            "null" or "nil" => new FilterLiteral(null),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => new FilterLiteral(number),
            _ => throw Error("a value is expected"),
        };
    }
}
