namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Reads terms that begin with a keyword: <c>if</c>, <c>try</c>, <c>reduce</c>, <c>foreach</c>, <c>break</c>.</summary>
internal sealed class JqKeywordParser(JqParser parser, JqTermParser terms)
{
    private JqScanner Scanner => parser.Scanner;

    /// <summary>The term of a keyword that stands next.</summary>
    public JqNode Term(string word) => word switch
    {
        "if" => If(),
        "try" => Try(),
        "reduce" => Reduce(),
        "foreach" => Foreach(),
        _ => Break(),
    };

    private JqIf If()
    {
        Scanner.TakeWord("if");
        return Branch();
    }

    private JqIf Branch()
    {
        parser.Enter();
        var condition = parser.Pipe();
        Scanner.ExpectWord("then");
        var then = parser.Pipe();
        JqNode? otherwise = null;
        if (Scanner.TakeWord("elif"))
        {
            otherwise = Branch();
        }
        else
        {
            if (Scanner.TakeWord("else"))
                otherwise = parser.Pipe();
            Scanner.ExpectWord("end");
        }

        parser.Leave();
        return new JqIf(condition, then, otherwise);
    }

    private JqTry Try()
    {
        Scanner.TakeWord("try");
        parser.Enter();
        var body = terms.Bare();
        var handler = Scanner.TakeWord("catch") ? terms.Bare() : null;
        parser.Leave();
        return new JqTry(body, handler);
    }

    private JqReduce Reduce()
    {
        Scanner.TakeWord("reduce");
        var (source, pattern, mark) = Loop();
        var start = parser.Pipe();
        Scanner.Expect(";");
        var update = parser.Pipe();
        Scanner.Expect(")");
        parser.Scope.Back(mark);
        return new JqReduce(source, pattern, start, update);
    }

    private JqForeach Foreach()
    {
        Scanner.TakeWord("foreach");
        var (source, pattern, mark) = Loop();
        var start = parser.Pipe();
        Scanner.Expect(";");
        var update = parser.Pipe();
        var extract = Scanner.TakeSign(";") ? parser.Pipe() : null;
        Scanner.Expect(")");
        parser.Scope.Back(mark);
        return new JqForeach(source, pattern, start, update, extract);
    }

    private (JqNode Source, JqPattern Pattern, int Mark) Loop()
    {
        parser.Enter();
        var source = terms.Bare();
        Scanner.ExpectWord("as");
        var mark = parser.Scope.Mark;
        var pattern = parser.Patterns.Pattern();
        Scanner.Expect("(");
        parser.Leave();
        return (source, pattern, mark);
    }

    private JqBreak Break()
    {
        Scanner.TakeWord("break");
        var start = Scanner.At;
        Scanner.Expect("$");
        var name = Scanner.Name();
        return parser.Scope.HasLabel(name) ? new JqBreak(name) : throw Scanner.Error($"label not defined: ${name}", start);
    }
}
