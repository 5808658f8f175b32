namespace Fleet.Workflows.Expressions.Regexes;

/// <summary>Reads a pattern as Go's <c>regexp/syntax</c> does with its Perl flags (pkg.go.dev/regexp/syntax), and refuses what that refuses, in its words.</summary>
internal sealed class PatternParser
{
    private const int MaxRepeat = 1000;

    private readonly PatternReader _reader;
    private readonly ClassReader _classes;
    private readonly PatternBuilder _builder;
    private PatternFlags _flags;

    // Where the repeat began that has just ended, or -1.
    private int _lastRepeat = -1;

    private PatternParser(string pattern)
    {
        _reader = new PatternReader(pattern);
        _classes = new ClassReader(_reader);
        _builder = new PatternBuilder(pattern);
    }

    /// <summary>The pieces and the groups of a pattern.</summary>
    public static PatternBuilder Parse(string pattern)
    {
        PatternParser parser = new(pattern);
        while (!parser._reader.AtEnd)
            parser.ReadNext();
        parser._builder.Finish();
        return parser._builder;
    }

    private bool Has(PatternFlags flag) => (_flags & flag) != 0;

    private void ReadNext()
    {
        int start = _reader.Position;
        bool repeat = false;
        switch (_reader.Peek())
        {
            case '(':
                ReadOpening();
                break;
            case '|':
                _reader.Position++;
                _builder.EndAlternative();
                break;
            case ')':
                _reader.Position++;
                _flags = _builder.Close();
                break;
            case '^':
                _reader.Position++;
                _builder.AddAnchor(Has(PatternFlags.MultiLine) ? "(?m:^)" : "\\A");
                break;
            case '$':
                _reader.Position++;
                _builder.AddAnchor(Has(PatternFlags.MultiLine) ? "(?m:$)" : "\\z");
                break;
            case '.':
                _reader.Position++;
                _builder.Add(Has(PatternFlags.DotNewline) ? RuneSet.Any : RuneSet.NotNewline, isCharacter: false);
                break;
            case '[':
                _builder.Add(_classes.ReadBrackets(Has(PatternFlags.FoldCase)), isCharacter: false);
                break;
            case '*' or '+' or '?':
                char op = (char)_reader.Next();
                bool greedy = ReadGreed(start);
                Applied(_builder.Repeat(op, greedy), start);
                repeat = true;
                break;
            case '{':
                repeat = TryReadCount(start);
                if (!repeat)
                    AddLiteral(_reader.Next());
                break;
            case '\\':
                ReadEscape();
                break;
            default:
                AddLiteral(_reader.Next());
                break;
        }

        _lastRepeat = repeat ? start : -1;
    }

    private void AddLiteral(int code)
    {
        RuneSet set = RuneSet.Of(code);
        _builder.Add(Has(PatternFlags.FoldCase) ? CaseFolding.Close(set) : set, isCharacter: true);
    }

    private void ReadOpening()
    {
        if (_reader.Peek(1) == '?')
        {
            _flags = GroupReader.Read(_reader, _builder, _flags);
            return;
        }

        _reader.Position++;
        _builder.Open(_flags, captures: true, name: null);
    }

    private void ReadEscape()
    {
        string? anchor = _reader.Peek(1) switch
        {
            'A' => "\\A",
            'z' => "\\z",
            // Only what is ASCII is the same character in the text that .NET sees: its word boundaries are Go's.
            'b' => "\\b",
            'B' => "\\B",
            _ => null,
        };
        if (anchor is not null)
        {
            _reader.Position += 2;
            _builder.AddAnchor(anchor);
        }
        else if (_reader.Peek(1) == 'Q')
        {
            ReadQuoted();
        }
        else if (_classes.TryReadEscape(Has(PatternFlags.FoldCase)) is { } set)
        {
            _builder.Add(set, isCharacter: false);
        }
        else
        {
            AddLiteral(EscapeReader.Read(_reader));
        }
    }

    private void ReadQuoted()
    {
        _reader.Position += 2;
        int end = _reader.Pattern.IndexOf("\\E", _reader.Position, StringComparison.Ordinal);
        int stop = end < 0 ? _reader.Pattern.Length : end;
        while (_reader.Position < stop)
            AddLiteral(_reader.Next());
        if (end >= 0)
            _reader.Position += 2;
    }

    // A '?' behind a repeat, and that no repeat stands before it.
    private bool ReadGreed(int start)
    {
        bool greedy = !Has(PatternFlags.Ungreedy) ^ _reader.Accept('?');
        if (_lastRepeat >= 0)
            throw _reader.Error(PatternErrors.InvalidRepeatOperator, _lastRepeat);
        return greedy;
    }

    private void Applied(bool applied, int start)
    {
        if (!applied)
            throw _reader.Error(PatternErrors.MissingRepeatArgument, start);
    }

    // {n}, {n,}, {n,m}; all else that begins with a brace is the brace itself.
    private bool TryReadCount(int start)
    {
        _reader.Position++;
        long most = -1;
        bool whole = TryReadNumber(out long least);
        if (whole && !_reader.Accept(','))
            most = least;
        else if (whole && _reader.Peek() != '}')
            whole = TryReadNumber(out most);
        if (!whole || !_reader.Accept('}'))
        {
            _reader.Position = start;
            return false;
        }

        if (least > MaxRepeat || most > MaxRepeat || (most >= 0 && least > most))
            throw _reader.Error(PatternErrors.InvalidRepeatSize, start);
        bool greedy = ReadGreed(start);
        Applied(_builder.Repeat((int)least, (int)most, greedy, out bool fits), start);
        return fits ? true : throw _reader.Error(PatternErrors.InvalidRepeatSize, start);
    }

    // Without zeros in front. What is too large is larger than any bound.
    private bool TryReadNumber(out long number)
    {
        number = 0;
        int start = _reader.Position;
        while (char.IsAsciiDigit(_reader.Peek()))
            number = Math.Min((number * 10) + _reader.Next() - '0', int.MaxValue);
        int length = _reader.Position - start;
        return length == 1 || (length > 1 && _reader.Pattern[start] != '0');
    }
}
