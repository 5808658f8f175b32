using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Regexes;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>
/// A Pratt parser for expr-lang 1.17 (expr-lang.org/docs/language-definition). The first error ends it; nesting and the number of nodes are
/// bounded, so that no input can exhaust stack or memory.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>Nested brackets, calls, prefixes and operators on the right.</summary>
    public const int MaxDepth = 200;

    /// <summary>Nodes of one expression (expr-lang's <c>DefaultMaxNodes</c>).</summary>
    public const int MaxNodes = 10_000;

    /// <summary>Operators, members and calls of one expression; also the longest chain of them on the left, which is as deep as it is long.</summary>
    public const int MaxOperators = 2000;

    /// <summary>Characters of one expression.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly string _source;
    private readonly List<Token> _tokens;
    private int _index;
    private int _depth;
    private int _nodes;
    private int _operators;
    private int _predicates;

    private Parser(string source, List<Token> tokens)
    {
        _source = source;
        _tokens = tokens;
    }

    private Token Current => _tokens[_index];

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="ExpressionException">The text is no expression, or passes a bound.</exception>
    public static SyntaxTree Parse(string source)
    {
        if (source.Length > MaxLength)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"expression is too long: {source.Length} characters, the limit is {MaxLength}");
        Parser parser = new(source, Lexer.Tokenize(source));
        Node root = parser.ParseSequence();
        if (!parser.Current.Is(TokenKind.EOF))
            throw parser.Unexpected();
        return new SyntaxTree(source, root);
    }

    private ExpressionException Error(string reason, int offset) => new(ExpressionErrorKind.Syntax, reason, _source, offset);

    private ExpressionException Unexpected() => Error($"unexpected token {Current}", Current.Offset);

    private void Advance()
    {
        if (_index + 1 >= _tokens.Count)
            throw Error("unexpected end of expression", Current.Offset);
        _index++;
    }

    private bool Accept(TokenKind kind, string value)
    {
        if (!Current.Is(kind, value))
            return false;
        Advance();
        return true;
    }

    private void Expect(TokenKind kind, string value)
    {
        if (!Accept(kind, value))
            throw Unexpected();
    }

    private Token ExpectName()
    {
        Token token = Current;
        if (!token.Is(TokenKind.Identifier))
            throw Unexpected();
        Advance();
        return token;
    }

    private T Count<T>(T node) where T : Node
    {
        if (++_nodes > MaxNodes)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"expression is too large: more than {MaxNodes} nodes", _source, node.Offset);
        if (node is BinaryNode or UnaryNode or MemberNode or SliceNode or CallNode or BuiltinNode or ConditionalNode && ++_operators > MaxOperators)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"expression is too large: more than {MaxOperators} operators, members and calls", _source, node.Offset);
        return node;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, $"expression is nested too deeply: more than {MaxDepth} levels", _source, Current.Offset);
    }

    private Node ParseSequence()
    {
        int offset = Current.Offset;
        Node first = ParseExpression(0);
        if (!Current.Is(TokenKind.Operator, ";"))
            return first;
        List<Node> items = [first];
        while (Accept(TokenKind.Operator, ";"))
        {
            if (Current.Is(TokenKind.EOF))
                break;
            items.Add(ParseExpression(0));
        }

        return items.Count == 1 ? first : Count(new SequenceNode(items, offset));
    }

    private Node ParseExpression(int precedence)
    {
        Enter();
        Node node;
        if (precedence == 0 && Current.Is(TokenKind.Operator, "let"))
        {
            node = ParseLet();
        }
        else if (precedence == 0 && Current.Is(TokenKind.Operator, "if"))
        {
            node = ParseIf();
        }
        else
        {
            node = ParseOperators(ParsePrimary(), precedence);
            if (precedence == 0)
                node = ParseTernary(node);
        }

        _depth--;
        return node;
    }

    private Node ParseOperators(Node left, int precedence)
    {
        string previous = "";
        while (Current.Is(TokenKind.Operator))
        {
            Token op = Current;
            bool negated = op.Value == "not";
            if (negated)
            {
                Token next = _tokens[Math.Min(_index + 1, _tokens.Count - 1)];
                if (!Operators.CanBeNegated(next.Value))
                {
                    Advance();
                    throw Unexpected();
                }

                if (Operators.ComparisonPrecedence < precedence)
                    break;
                Advance();
                op = Current;
            }

            if (Operators.Binary(op.Value) is not var (strength, right) || strength < precedence)
                break;
            Advance();
            if (op.Value == "|")
            {
                left = ParseCall(ExpectName(), [left]);
            }
            else
            {
                if (previous == "??" && op.Value != "??")
                    throw Error($"Operator ({op.Value}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.", op.Offset);
                left = Operators.IsOrdering(op.Value)
                    ? ParseOrdering(left, op)
                    : Binary(op, left, ParseExpression(right ? strength : strength + 1));
                if (negated)
                    left = Count(new UnaryNode("not", left, op.Offset));
            }

            previous = op.Value;
        }

        return left;
    }

    private BinaryNode Binary(Token op, Node left, Node right)
    {
        BinaryNode node = Count(new BinaryNode(op.Value, left, right, op.Offset));
        if (op.Value != "matches" || right is not StringNode pattern)
            return node;
        try
        {
            return node with { Pattern = GoRegex.Compile(pattern.Value) };
        }
        catch (ExpressionException e)
        {
            // Argo finds a bad literal pattern only when it checks the types: the expression itself parses.
            return node with { PatternError = e.Reason };
        }
    }

    // a < b < c is (a < b) && (b < c).
    private Node ParseOrdering(Node left, Token op)
    {
        Node? root = null;
        while (true)
        {
            Node right = ParseExpression(Operators.ComparisonPrecedence + 1);
            Node comparison = Binary(op, left, right);
            root = root is null ? comparison : Count(new BinaryNode("&&", root, comparison, op.Offset));
            left = right;
            if (!Current.Is(TokenKind.Operator) || !Operators.IsOrdering(Current.Value))
                return root;
            op = Current;
            Advance();
        }
    }

    private LetNode ParseLet()
    {
        Advance();
        Token name = ExpectName();
        Expect(TokenKind.Operator, "=");
        Node value = ParseExpression(0);
        Expect(TokenKind.Operator, ";");
        Node body = ParseSequence();
        return Count(new LetNode(name.Value, value, body, name.Offset));
    }

    private ConditionalNode ParseIf()
    {
        Enter();
        int offset = Current.Offset;
        Advance();
        Node condition = ParseExpression(0);
        Node whenTrue = ParseBlock();
        Expect(TokenKind.Operator, "else");
        Node whenFalse = Current.Is(TokenKind.Operator, "if") ? ParseIf() : ParseBlock();
        _depth--;
        return Count(new ConditionalNode(condition, whenTrue, whenFalse, offset));
    }

    private Node ParseBlock()
    {
        Expect(TokenKind.Bracket, "{");
        Node body = ParseSequence();
        Expect(TokenKind.Bracket, "}");
        return body;
    }

    private Node ParseTernary(Node condition)
    {
        while (Current.Is(TokenKind.Operator, "?"))
        {
            int offset = Current.Offset;
            Advance();
            Node whenTrue;
            if (Accept(TokenKind.Operator, ":"))
            {
                whenTrue = condition;
            }
            else
            {
                whenTrue = ParseExpression(0);
                Expect(TokenKind.Operator, ":");
            }

            Node whenFalse = ParseExpression(0);
            condition = Count(new ConditionalNode(condition, whenTrue, whenFalse, offset));
        }

        return condition;
    }
}
