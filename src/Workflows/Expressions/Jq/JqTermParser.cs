using System.Text;

namespace Fleet.Workflows.Expressions.Jq;

/// <summary>Reads terms: paths, constants, strings, constructions, calls, and the keywords that stand for a value.</summary>
internal sealed class JqTermParser
{
    private const int MaxSuffixes = 400;

    private static readonly string[] Keywords =
        ["def", "as", "if", "then", "elif", "else", "end", "and", "or", "reduce", "foreach", "try", "catch", "label", "import", "include", "__loc__"];

    private readonly JqParser parser;
    private readonly JqKeywordParser keywords;

    public JqTermParser(JqParser parser)
    {
        this.parser = parser;
        keywords = new JqKeywordParser(parser, this);
    }

    private JqScanner Scanner => parser.Scanner;

    /// <summary>A term with what hangs behind it: <c>.a</c>, <c>[0]</c>, <c>[]</c>, <c>?</c>, <c>as</c>.</summary>
    public JqNode Postfix()
    {
        parser.Enter();
        if (Scanner.PeekSign() == "-")
        {
            Scanner.Expect("-");
            var negated = new JqNegate(Postfix());
            parser.Leave();
            return negated;
        }

        var term = Suffixes(Term());
        var node = Scanner.TakeWord("as") ? parser.Bind(term) : term;
        parser.Leave();
        return node;
    }

    /// <summary>A term with its suffixes, without <c>as</c>.</summary>
    public JqNode Bare() => Suffixes(Term());

    private JqNode Suffixes(JqNode term)
    {
        for (var count = 0; ; count++)
        {
            if (count > MaxSuffixes)
                throw new ExpressionException(ExpressionErrorKind.Limit, $"a path of the jq filter has more than {MaxSuffixes} parts", Scanner.Source, Scanner.At);
            if (Scanner.TakeSign("?"))
            {
                term = new JqTry(term, null);
            }
            else if (Scanner.PeekSign() == "[")
            {
                term = Brackets(term);
            }
            else if (Scanner.PeekSign() == "." && (Scanner.After is '"' or '[' or '_' || char.IsAsciiLetter(Scanner.After)))
            {
                Scanner.Expect(".");
                term = Scanner.Here == '[' ? Brackets(term) : new JqIndex(term, Key());
            }
            else
            {
                return term;
            }
        }
    }

    private JqNode Key() => Scanner.Here == '"' ? Text(null) : new JqLiteral(Scanner.Name());

    private JqNode Brackets(JqNode target)
    {
        Scanner.Expect("[");
        if (Scanner.TakeSign("]"))
            return new JqIterate(target);
        if (Scanner.TakeSign(":"))
        {
            var end = parser.Pipe();
            Scanner.Expect("]");
            return new JqSlice(target, null, end);
        }

        var key = parser.Pipe();
        if (!Scanner.TakeSign(":"))
        {
            Scanner.Expect("]");
            return new JqIndex(target, key);
        }

        var to = Scanner.PeekSign() == "]" ? null : parser.Pipe();
        Scanner.Expect("]");
        return new JqSlice(target, key, to);
    }

    private JqNode Term()
    {
        var next = Scanner.Next;
        if (char.IsAsciiDigit(next) || (next == '.' && char.IsAsciiDigit(Scanner.After)))
            return new JqLiteral(Scanner.Number());
        switch (Scanner.PeekSign())
        {
            case "..":
                Scanner.Expect("..");
                return new JqDescend();
            case ".":
                Scanner.Expect(".");
                return Scanner.Here is '"' or '_' || char.IsAsciiLetter(Scanner.Here) ? new JqIndex(new JqIdentity(), Key()) : new JqIdentity();
            case "\"": return Text(null);
            case "@": return Format();
            case "$": return Reference();
            case "(":
                Scanner.Expect("(");
                var inner = parser.Pipe();
                Scanner.Expect(")");
                return inner;
            case "[":
                Scanner.Expect("[");
                if (Scanner.TakeSign("]"))
                    return new JqArray(null);
                var body = parser.Pipe();
                Scanner.Expect("]");
                return new JqArray(body);
            case "{": return Object();
        }

        if (Scanner.PeekWord() is not { } word)
            throw Scanner.Unexpected("a value");
        return word switch
        {
            "if" or "try" or "reduce" or "foreach" or "break" => keywords.Term(word),
            _ when Keywords.Contains(word) => throw Scanner.Unexpected("a value"),
            _ => Call(),
        };
    }

    private JqNode Format()
    {
        var start = Scanner.At;
        Scanner.Expect("@");
        var name = Scanner.Name();
        if (!JqFormats.Has(name))
            throw Scanner.Error($"unknown format @{name}", start);
        return Scanner.PeekSign() == "\"" ? Text(name) : new JqFormat(name);
    }

    private JqVariable Reference()
    {
        var start = Scanner.At;
        Scanner.Expect("$");
        var name = Scanner.Name();
        return parser.Scope.HasVariable(name) ? new JqVariable(name) : throw Scanner.Error($"variable not defined: ${name}", start);
    }

    /// <summary>A string, in a format or none.</summary>
    public JqNode Text(string? format)
    {
        Scanner.Expect("\"");
        var parts = new List<JqNode>();
        var text = new StringBuilder();
        while (true)
        {
            var c = Scanner.Take();
            if (c == '"')
                break;
            if (c != '\\')
            {
                text.Append(c);
            }
            else if (Scanner.Here != '(')
            {
                Scanner.Escape(text);
            }
            else
            {
                Scanner.Take();
                if (text.Length > 0)
                    parts.Add(new JqLiteral(text.ToString()));
                text.Clear();
                parts.Add(new JqText(null, [parser.Pipe()]));
                Scanner.Expect(")");
            }
        }

        if (parts.Count == 0)
            return new JqLiteral(text.ToString());
        if (text.Length > 0)
            parts.Add(new JqLiteral(text.ToString()));
        return new JqText(format, parts);
    }

    private JqObject Object()
    {
        Scanner.Expect("{");
        var entries = new List<(JqNode, JqNode)>();
        while (!Scanner.TakeSign("}"))
        {
            entries.Add(Entry());
            if (!Scanner.TakeSign(","))
            {
                Scanner.Expect("}");
                break;
            }
        }

        return new JqObject(entries);
    }

    private (JqNode Key, JqNode Value) Entry()
    {
        if (Scanner.PeekSign() == "$")
        {
            var variable = Reference();
            return (new JqLiteral(variable.Name), variable);
        }

        JqNode key;
        if (Scanner.TakeSign("("))
        {
            key = parser.Pipe();
            Scanner.Expect(")");
            Scanner.Expect(":");
            return (key, parser.Pipe(comma: false));
        }

        if (char.IsAsciiDigit(Scanner.Next))
            throw Scanner.Error("a key of an object is a text: write it in quotes");
        key = Scanner.PeekSign() switch { "\"" => Text(null), "@" => Format(), _ => new JqLiteral(Scanner.Name()) };
        return (key, Scanner.TakeSign(":") ? parser.Pipe(comma: false) : new JqIndex(new JqIdentity(), key));
    }

    private JqNode Call()
    {
        _ = Scanner.Next;
        var start = Scanner.At;
        var name = Scanner.Name();
        if (name is "null" or "true" or "false")
            return new JqLiteral(name == "null" ? null : name == "true");
        var arguments = new List<JqNode>();
        if (Scanner.TakeSign("("))
        {
            do
                arguments.Add(parser.Pipe());
            while (Scanner.TakeSign(";"));
            Scanner.Expect(")");
        }

        return parser.IsPrelude || parser.Scope.HasFunction(name, arguments.Count)
            ? new JqCall(name, arguments)
            : throw Scanner.Error($"function not defined: {name}/{arguments.Count}", start);
    }
}
