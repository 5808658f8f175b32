using System.Text;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Paths;

/// <summary>Reads paths: first where each step begins and ends, then each by itself.</summary>
internal sealed class PathParser(EvaluationState state)
{
    private const int MaxDepth = 50;
    private const int MaxLength = 10_000;

    private int _depth;

    /// <summary>The steps of a path.</summary>
    /// <exception cref="ExpressionException">It is none, or passes a bound.</exception>
    public IReadOnlyList<PathStep> Parse(string path)
    {
        if (path.Length > MaxLength)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"JSON path is longer than {MaxLength} characters");
        return [.. Split(path).Select(ParseStep)];
    }

    /// <summary>The steps of a path in a script.</summary>
    /// <exception cref="ExpressionException">It is none, or passes a bound.</exception>
    public IReadOnlyList<PathStep> ParseNested(string path)
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"JSON path has filters nested more than {MaxDepth} deep");
        IReadOnlyList<PathStep> steps = Parse(path);
        _depth--;
        return steps;
    }

    private static ExpressionException Unexpected(string path, int at) => new($"unexpected token '{(at < path.Length ? path[at].ToString() : "")}' at index {at}");

    private static List<string> Split(string path)
    {
        if (path.Length == 0 || path[0] is not ('$' or '@'))
            throw Unexpected(path, 0);
        if (path.Length > 1 && path[1] is not ('.' or '['))
            throw Unexpected(path, 1);
        List<string> steps = [path[..1]];
        StringBuilder step = new();
        bool bracketed = false;
        int quotes = 0;
        int round = 0;
        int square = 0;
        for (int i = 1; i < path.Length; i++)
        {
            char c = path[i];
            if (step.Length == 0)
                (quotes, round, bracketed) = (0, 0, false);
            quotes += c == '\'' ? 1 : 0;
            round += c == '(' ? 1 : c == ')' ? -1 : 0;
            square += c == '[' ? 1 : c == ']' ? -1 : 0;
            bool dotted = step.Length == 1 && step[0] == '.';
            if (c == '.' && dotted)
            {
                steps.Add("..");
                step.Clear();
            }
            else if (c == '[' && !bracketed)
            {
                // A bracket ends the name before it.
                bracketed = true;
                if (step.Length > 0 && !dotted)
                    steps.Add(Name(step));
                step.Clear().Append('[');
            }
            else if (!bracketed && c == '.' && step.Length > 0 && quotes % 2 == 0 && round == 0)
            {
                steps.Add(Name(step));
                step.Clear().Append('.');
            }
            else
            {
                step.Append(c);
                if (bracketed && c == ']' && quotes % 2 == 0 && round == 0 && square == 0)
                {
                    steps.Add(step.ToString());
                    step.Clear();
                }
            }
        }

        if (step.Length > 0)
            steps.Add(Name(step));
        return steps;
    }

    private static string Name(StringBuilder step) => step[0] == '.' ? step.ToString(1, step.Length - 1) : step.ToString();

    private PathStep ParseStep(string text)
    {
        string step = text.Trim();
        return step switch
        {
            "" => throw new ExpressionException("invalid token. token string is empty"),
            "$" => new RootStep(),
            "@" => new CurrentStep(),
            "*" => new WildcardStep(),
            ".." => new RecursiveStep(),
            "length" => new LengthStep(),
            ['[', .., ']'] => ParseSubscript(step),
            ['[', ..] => throw SubscriptReader.NoStep(step),
            _ => new KeyStep(step),
        };
    }

    private PathStep ParseSubscript(string step)
    {
        string inside = step[1..^1].Trim();
        PathScriptParser scripts = new(state, this);
        return inside switch
        {
            "" => throw SubscriptReader.NoStep(step),
            "*" => new WildcardStep(),
            ['?', '(', .., ')'] => new FilterStep(scripts.Parse(inside[2..^1].Trim())),
            ['?', ..] => throw SubscriptReader.NoStep(step),
            _ => new SubscriptReader(step, scripts).Read(inside),
        };
    }
}
