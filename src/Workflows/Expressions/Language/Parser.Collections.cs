namespace Fleet.Workflows.Expressions.Language;

/// <content>Literals of lists and maps.</content>
internal sealed partial class Parser
{
    private ArrayNode ParseArray()
    {
        int offset = Current.Offset;
        Advance();
        List<Node> items = [];
        while (!Current.Is(TokenKind.Bracket, "]"))
        {
            if (items.Count > 0)
            {
                Expect(TokenKind.Operator, ",");
                if (Current.Is(TokenKind.Bracket, "]"))
                    break;
            }

            items.Add(ParseExpression(0));
        }

        Advance();
        return Count(new ArrayNode(items, offset));
    }

    private MapNode ParseMap()
    {
        int offset = Current.Offset;
        Advance();
        List<(Node, Node)> pairs = [];
        while (!Current.Is(TokenKind.Bracket, "}"))
        {
            if (pairs.Count > 0)
            {
                Expect(TokenKind.Operator, ",");
                if (Current.Is(TokenKind.Bracket, "}"))
                    break;
            }

            Node key = ParseMapKey();
            Expect(TokenKind.Operator, ":");
            pairs.Add((key, ParseExpression(0)));
        }

        Advance();
        return Count(new MapNode(pairs, offset));
    }

    private Node ParseMapKey()
    {
        Token token = Current;
        if (token.Kind is TokenKind.Number or TokenKind.String or TokenKind.Identifier)
        {
            Advance();
            return Count(new StringNode(token.Value, token.Offset));
        }

        if (token.Is(TokenKind.Bracket, "("))
            return ParseExpression(0);
        throw Error(
            "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses "
            + $"(unexpected token {token})",
            token.Offset);
    }
}
