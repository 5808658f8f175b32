using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Regexes;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>Parses the tokens of a <c>when</c> condition.</summary>
internal sealed class WhenParser
{
    private const int MaxDepth = 200;
    private const int MaxTokens = 2000;
    private readonly string _source;
    private readonly List<WhenToken> _tokens;
    private int _index;
    private int _depth;

    private WhenParser(string source, List<WhenToken> tokens)
    {
        _source = source;
        _tokens = tokens;
    }

    public static WhenNode Parse(string source)
    {
        List<WhenToken> tokens = WhenLexer.Tokenize(source);
        if (tokens.Count > MaxTokens)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"condition is too long: more than {MaxTokens} words");
        CheckBalance(source, tokens);
        CheckOrder(source, tokens);
        WhenParser parser = new(source, tokens);
        WhenNode node = parser.ParseInfix(1);
        return parser._index < tokens.Count
            ? throw new ExpressionException(ExpressionErrorKind.Syntax, $"unexpected '{tokens[parser._index].Text}'", source, tokens[parser._index].Offset)
            : node;
    }

    private static void CheckBalance(string source, List<WhenToken> tokens)
    {
        int open = 0;
        foreach (WhenToken token in tokens)
            open += token.Kind switch { WhenKind.Clause => 1, WhenKind.ClauseClose => -1, _ => 0 };
        if (open != 0)
            throw new ExpressionException(ExpressionErrorKind.Syntax, "Unbalanced parenthesis", source, source.Length);
    }

    private static void CheckOrder(string source, List<WhenToken> tokens)
    {
        WhenToken last = new(WhenKind.Unknown, null, "<nil>", 0);
        foreach (WhenToken token in tokens)
        {
            if (!WhenGrammar.CanFollow(last.Kind, token.Kind))
            {
                string reason = last.Kind == WhenKind.Variable && token.Kind == WhenKind.Clause
                    ? $"Undefined function {last.Text}"
                    : $"Cannot transition token types from {Describe(last)} to {Describe(token)}";
                throw new ExpressionException(ExpressionErrorKind.Syntax, reason, source, token.Offset);
            }

            last = token;
        }

        if (!WhenGrammar.CanEnd(last.Kind))
            throw new ExpressionException(ExpressionErrorKind.Syntax, "Unexpected end of expression", source, source.Length);
    }

    private static string Describe(WhenToken token) => $"{WhenToken.NameOf(token.Kind)} [{GoFormat.Format(token.Value)}]";

    private WhenNode ParseInfix(int weakest)
    {
        Enter();
        WhenNode left = ParseOperand();
        while (_index < _tokens.Count && WhenGrammar.Precedence(_tokens[_index]) is var strength && strength >= weakest)
        {
            WhenToken op = _tokens[_index++];
            WhenNode right = ParseInfix(strength + 1);
            left = new WhenBinary(op.Kind, op.Text, left, right, PatternOf(op, right));
        }

        _depth--;
        return left;
    }

    private GoRegex? PatternOf(WhenToken op, WhenNode right)
    {
        if (op.Text is not ("=~" or "!~") || right is not WhenLiteral { Value: string pattern })
            return null;
        try
        {
            return GoRegex.Compile(pattern);
        }
        catch (ExpressionException e)
        {
            throw new ExpressionException(ExpressionErrorKind.Syntax, e.Reason, _source, op.Offset);
        }
    }

    private WhenNode ParseOperand()
    {
        if (_index >= _tokens.Count)
            return new WhenLiteral(null);
        WhenToken token = _tokens[_index++];
        switch (token.Kind)
        {
            case WhenKind.Prefix:
                Enter();
                WhenNode operand = ParseOperand();
                _depth--;
                return new WhenPrefix(token.Text, operand);
            case WhenKind.Clause:
                WhenNode inner = ParseInfix(1);
                _index++;
                return inner;
            case WhenKind.ClauseClose:
                _index--;
                return new WhenLiteral(null);
            case WhenKind.Accessor:
                return new WhenAccessor(token.Text);
            default:
                return new WhenLiteral(token.Value);
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, $"condition is nested too deeply: more than {MaxDepth} levels");
    }
}
