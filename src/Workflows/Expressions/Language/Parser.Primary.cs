using System.Globalization;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <content>Operands: literals, names, calls, and what may follow them.</content>
internal sealed partial class Parser
{
    private Node ParsePrimary()
    {
        Token token = Current;
        if (token.Is(TokenKind.Operator) && Operators.Unary(token.Value) is int strength)
        {
            Advance();
            Node operand = ParseExpression(strength);
            return ParsePostfix(Count(new UnaryNode(token.Value, operand, token.Offset)));
        }

        if (Accept(TokenKind.Bracket, "("))
        {
            Node inner = ParseSequence();
            Expect(TokenKind.Bracket, ")");
            return ParsePostfix(inner);
        }

        if (token.Is(TokenKind.Operator, "#") || token.Is(TokenKind.Operator, "."))
            return ParsePointer(token);

        if (Accept(TokenKind.Operator, "::"))
            return ParsePostfix(ParseCall(ExpectName(), []));

        return ParseOperand(token);
    }

    private Node ParsePointer(Token token)
    {
        if (_predicates == 0)
            throw Error("cannot use pointer accessor outside predicate", token.Offset);
        string name = "";
        // A leading dot stays: ".field" is "#.field".
        if (Accept(TokenKind.Operator, "#") && Current.Is(TokenKind.Identifier))
            name = ExpectName().Value;
        return ParsePostfix(Count(new PointerNode(name, token.Offset)));
    }

    private Node ParseOperand(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                Advance();
                switch (token.Value)
                {
                    case "true": return Count(new BoolNode(true, token.Offset));
                    case "false": return Count(new BoolNode(false, token.Offset));
                    case "nil": return Count(new NilNode(token.Offset));
                }

                return ParsePostfix(Current.Is(TokenKind.Bracket, "(")
                    ? ParseCall(token, [])
                    : Count(new IdentifierNode(token.Value, token.Offset)));
            case TokenKind.Number:
                Advance();
                return Count(ParseNumber(token));
            case TokenKind.String:
                Advance();
                return ParsePostfix(Count(new StringNode(token.Value, token.Offset)));
            default:
                if (token.Is(TokenKind.Bracket, "["))
                    return ParsePostfix(ParseArray());
                if (token.Is(TokenKind.Bracket, "{"))
                    return ParsePostfix(ParseMap());
                throw Unexpected();
        }
    }

    private Node ParseNumber(Token token)
    {
        string text = token.Value.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        int radix = text.Length > 1 && text[0] == '0' ? text[1] switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 } : 10;
        if (radix != 10)
        {
            string name = radix switch { 16 => "hex", 8 => "octal", _ => "binary" };
            return TryParseRadix(text.AsSpan(2), radix, out long number)
                ? new IntegerNode(number, token.Offset)
                : throw Error($"invalid {name} literal: {GoQuote.Quote(token.Value)}", Current.Offset);
        }

        if (text.AsSpan().IndexOfAny('.', 'e') >= 0)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsInfinity(value)
                ? new FloatNode(value, token.Offset)
                : throw Error($"invalid float literal: {GoQuote.Quote(token.Value)}", Current.Offset);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long integer)
            ? new IntegerNode(integer, token.Offset)
            : throw Error($"invalid integer literal: {GoQuote.Quote(token.Value)}", Current.Offset);
    }

    private static bool TryParseRadix(ReadOnlySpan<char> digits, int radix, out long value)
    {
        value = 0;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigitLower(c) ? c - 'a' + 10 : radix;
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
                return false;
            value = (value * radix) + digit;
        }

        return digits.Length > 0;
    }

    private Node ParseCall(Token name, List<Node> arguments)
    {
        if (PredicateBuiltins.Find(name.Value) is { } shape)
            return ParsePredicateCall(name, shape, arguments);
        ParseArguments(arguments);
        if (Builtins.IsBuiltin(name.Value))
            return Count(new BuiltinNode(name.Value, arguments, name.Offset));
        return Count(new CallNode(Count(new IdentifierNode(name.Value, name.Offset)), arguments, name.Offset));
    }

    private BuiltinNode ParsePredicateCall(Token name, PredicateBuiltins.Shape shape, List<Node> arguments)
    {
        Expect(TokenKind.Bracket, "(");
        int first = arguments.Count;
        for (int i = first; i < shape.Parameters.Count; i++)
        {
            PredicateBuiltins.Parameter parameter = shape.Parameters[i];
            if (Current.Is(TokenKind.Bracket, ")"))
            {
                if (!parameter.Optional)
                    throw Error($"expected at least {shape.Parameters.Count - first} arguments", Current.Offset);
                break;
            }

            if (i > first)
                Expect(TokenKind.Operator, ",");
            arguments.Add(parameter.IsPredicate ? ParsePredicate() : ParseExpression(0));
        }

        Accept(TokenKind.Operator, ",");
        Expect(TokenKind.Bracket, ")");
        return Count(new BuiltinNode(name.Value, arguments, name.Offset));
    }

    private PredicateNode ParsePredicate()
    {
        int offset = Current.Offset;
        bool braced = Accept(TokenKind.Bracket, "{");
        _predicates++;
        Node body = braced ? ParseSequence() : ParseExpression(0);
        _predicates--;
        if (braced)
            Expect(TokenKind.Bracket, "}");
        return Count(new PredicateNode(body, offset));
    }

    private void ParseArguments(List<Node> arguments)
    {
        Expect(TokenKind.Bracket, "(");
        bool first = true;
        while (!Current.Is(TokenKind.Bracket, ")"))
        {
            if (!first)
            {
                Expect(TokenKind.Operator, ",");
                if (Current.Is(TokenKind.Bracket, ")"))
                    break;
            }

            arguments.Add(ParseExpression(0));
            first = false;
        }

        Advance();
    }

    private Node ParsePostfix(Node node)
    {
        while (true)
        {
            Token token = Current;
            bool optional = token.Is(TokenKind.Operator, "?.");
            if (optional && _tokens[_index + 1].Is(TokenKind.Bracket, "["))
            {
                Advance();
                node = ParseIndex(node, optional: true);
            }
            else if (optional || token.Is(TokenKind.Operator, "."))
            {
                node = ParseMember(node, optional);
            }
            else if (token.Is(TokenKind.Bracket, "["))
            {
                node = ParseIndex(node, optional: false);
            }
            else
            {
                return node;
            }
        }
    }

    private Node ParseMember(Node node, bool optional)
    {
        Advance();
        Token name = Current;
        if (name.Kind != TokenKind.Identifier && !(name.Kind == TokenKind.Operator && Operators.IsWord(name.Value)))
            throw Error("expected name", name.Offset);
        Advance();
        bool chained = node is ChainNode;
        Node target = node is ChainNode chain ? chain.Inner : node;
        Node member = Count(new MemberNode(target, new StringNode(name.Value, name.Offset), optional, name.Offset));
        if (Current.Is(TokenKind.Bracket, "("))
        {
            List<Node> arguments = [];
            ParseArguments(arguments);
            member = Count(new CallNode(member, arguments, name.Offset));
        }

        return chained || optional ? new ChainNode(member, name.Offset) : member;
    }

    private Node ParseIndex(Node node, bool optional)
    {
        int offset = Current.Offset;
        Advance();
        Node? from = Current.Is(TokenKind.Operator, ":") ? null : ParseExpression(0);
        if (Accept(TokenKind.Operator, ":"))
        {
            Node? to = Current.Is(TokenKind.Bracket, "]") ? null : ParseExpression(0);
            Expect(TokenKind.Bracket, "]");
            return Count(new SliceNode(node, from, to, offset));
        }

        Expect(TokenKind.Bracket, "]");
        Node member = Count(new MemberNode(node, from!, optional, offset));
        return optional ? new ChainNode(member, offset) : member;
    }
}
