namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Reads what stands behind <c>as</c>: variables, lists and objects of them.</summary>
internal sealed class JqPatternParser(JqParser parser, JqTermParser terms)
{
    private JqScanner Scanner => parser.Scanner;

    /// <summary>What stands behind <c>as</c>; its variables are known from here on.</summary>
    public JqPattern Pattern()
    {
        parser.Enter();
        var pattern = PatternOf();
        parser.Leave();
        return pattern;
    }

    private JqPattern PatternOf()
    {
        if (Scanner.TakeSign("$"))
            return new JqPattern(Variable(), null, null);
        if (Scanner.TakeSign("["))
        {
            var items = new List<JqPattern>();
            do
                items.Add(Pattern());
            while (Scanner.TakeSign(","));
            Scanner.Expect("]");
            return new JqPattern(null, items, null);
        }

        Scanner.Expect("{");
        var fields = new List<(JqNode, JqPattern?, string?)>();
        do
            fields.Add(PatternField());
        while (Scanner.TakeSign(","));
        Scanner.Expect("}");
        return new JqPattern(null, null, fields);
    }

    private (JqNode Key, JqPattern? Value, string? Variable) PatternField()
    {
        if (Scanner.TakeSign("$"))
        {
            var name = Variable();
            return (new JqLiteral(name), Scanner.TakeSign(":") ? Pattern() : null, name);
        }

        JqNode key;
        if (Scanner.TakeSign("("))
        {
            key = parser.Pipe();
            Scanner.Expect(")");
        }
        else
        {
            key = Scanner.PeekSign() == "\"" ? terms.Text(null) : new JqLiteral(Scanner.Name());
        }

        Scanner.Expect(":");
        return (key, Pattern(), null);
    }

    private string Variable()
    {
        var name = Scanner.Name();
        parser.Scope.AddVariable(name);
        return name;
    }
}
