namespace Fleet.Workflows.Expressions.Jq;

/// <summary>
/// Reads a jq program (jq's manual, 1.7): operators from the weakest to the strongest, then terms (<see cref="JqTermParser"/>). Unknown functions and variables are errors of the text.
/// </summary>
internal sealed class JqParser
{
    /// <summary>Longest program, in characters.</summary>
    public const int MaxLength = 20_000;

    private const int MaxDepth = 400;
    private const int MaxChain = 400;

    // From the weakest; those of one line are left-associative but for the assignments, which do not chain.
    private static readonly string[][] Levels = [["or"], ["and"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];
    private static readonly string[] Assignments = ["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="];

    private readonly JqTermParser _terms;
    private int _depth;

    private JqParser(string source, bool prelude)
    {
        Scanner = new JqScanner(source);
        IsPrelude = prelude;
        _terms = new JqTermParser(this);
        Patterns = new JqPatternParser(this, _terms);
    }

    /// <summary>The text.</summary>
    public JqScanner Scanner { get; }

    /// <summary>Names that are known.</summary>
    public JqScope Scope { get; } = new();

    /// <summary>Reads patterns.</summary>
    public JqPatternParser Patterns { get; }

    /// <summary>The library itself is being read: it knows only what came before.</summary>
    public bool IsPrelude { get; }

    /// <summary>Reads a program.</summary>
    /// <exception cref="ExpressionException">It is none; with the position.</exception>
    public static JqNode Parse(string source)
    {
        if (source.Length > MaxLength)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"the jq filter is longer than {MaxLength} characters");
        var parser = new JqParser(source, prelude: false);
        if (parser.Scanner.IsAtEnd)
            return new JqIdentity();
        var program = parser.Pipe();
        return parser.Scanner.IsAtEnd ? program : throw parser.Scanner.Unexpected("the end or an operator");
    }

    /// <summary>Reads definitions of the library.</summary>
    public static IReadOnlyList<JqFunction> ParseLibrary(string source)
    {
        var parser = new JqParser(source, prelude: true);
        var functions = new List<JqFunction>();
        while (!parser.Scanner.IsAtEnd)
            functions.Add(parser.Function());
        return functions;
    }

    /// <summary>Reads <c>a | b</c> and what is weaker; with <paramref name="comma"/> commas too.</summary>
    public JqNode Pipe(bool comma = true)
    {
        Enter();
        try
        {
            if (Scanner.PeekWord() == "def")
            {
                var mark = Scope.Mark;
                var function = Function();
                var rest = Pipe(comma);
                Scope.Back(mark);
                return new JqDefine(function, rest);
            }

            if (Scanner.TakeWord("label"))
            {
                Scanner.Expect("$");
                var name = Scanner.Name();
                Scanner.Expect("|");
                var mark = Scope.Mark;
                Scope.AddLabel(name);
                var body = Pipe(comma);
                Scope.Back(mark);
                return new JqLabel(name, body);
            }

            var left = comma ? Comma() : Alternative();
            return Scanner.TakeSign("|") ? new JqPipe(left, Pipe(comma)) : left;
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Counts a level of nesting.</summary>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"the jq filter is nested more than {MaxDepth} deep", Scanner.Source, Scanner.At);
    }

    /// <summary>A level of nesting is over.</summary>
    public void Leave() => _depth--;

    /// <summary>Reads <c>T as $x | body</c> behind the term: the body is all that follows.</summary>
    public JqNode Bind(JqNode source)
    {
        var mark = Scope.Mark;
        var pattern = Patterns.Pattern();
        if (Scanner.PeekSign() == "?")
            throw Scanner.Error("destructuring alternatives (?//) are not known here");
        Scanner.Expect("|");
        var body = Pipe();
        Scope.Back(mark);
        return new JqBind(source, pattern, body);
    }

    private JqFunction Function()
    {
        Scanner.ExpectWord("def");
        var name = Scanner.Name();
        var parameters = new List<string>();
        if (Scanner.TakeSign("("))
        {
            do
                parameters.Add(Scanner.TakeSign("$") ? "$" + Scanner.Name() : Scanner.Name());
            while (Scanner.TakeSign(";"));
            Scanner.Expect(")");
        }

        Scanner.Expect(":");
        Scope.AddFunction(name, parameters.Count);
        var mark = Scope.Mark;
        foreach (var parameter in parameters)
        {
            Scope.AddFunction(parameter.TrimStart('$'), 0);
            if (parameter[0] == '$')
                Scope.AddVariable(parameter[1..]);
        }

        var body = Pipe();
        Scope.Back(mark);
        Scanner.Expect(";");
        return new JqFunction(name, parameters, body);
    }

    private JqNode Comma()
    {
        var left = Alternative();
        for (var length = 1; Scanner.TakeSign(","); length++)
            left = Chained<JqNode>(length, new JqComma(left, Alternative()));
        return left;
    }

    // a // b // c is a // (b // c).
    private JqNode Alternative()
    {
        Enter();
        var left = Assignment();
        var node = Scanner.TakeSign("//") ? new JqAlternative(left, Alternative()) : left;
        Leave();
        return node;
    }

    private JqNode Assignment()
    {
        var left = Level(0);
        if (Scanner.PeekSign() is not { } sign || !Assignments.Contains(sign))
            return left;
        Scanner.Expect(sign);
        Enter();
        var right = Alternative();
        Leave();
        return new JqAssign(sign, left, right);
    }

    private JqNode Level(int level)
    {
        if (level == Levels.Length)
            return _terms.Postfix();
        var left = Level(level + 1);
        for (var length = 1; Operator(Levels[level]) is { } found; length++)
        {
            var right = Level(level + 1);
            left = Chained<JqNode>(length, level < 2 ? new JqLogic(level == 1, left, right) : new JqBinary(found, left, right));
        }

        return left;
    }

    private string? Operator(string[] known)
    {
        if (char.IsAsciiLetter(known[0][0]))
            return Scanner.TakeWord(known[0]) ? known[0] : null;
        if (Scanner.PeekSign() is not { } sign || !known.Contains(sign))
            return null;
        Scanner.Expect(sign);
        return sign;
    }

    private T Chained<T>(int length, T node) =>
        length <= MaxChain ? node : throw new ExpressionException(ExpressionErrorKind.Limit, $"more than {MaxChain} operators of one kind follow one another in the jq filter", Scanner.Source, Scanner.At);
}
