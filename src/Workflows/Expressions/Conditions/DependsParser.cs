using System.Runtime.CompilerServices;
using System.Text;

namespace Fleet.Workflows.Expressions.Conditions;

/// <summary>Parses <c>depends</c>: <c>||</c>, <c>&amp;&amp;</c>, <c>== !=</c>, <c>!</c>, parentheses and task names.</summary>
internal sealed class DependsParser(string source, Func<string, TaskContinueOn> continueOn)
{
    private const int MaxDepth = 200;
    private const int MaxLength = 256 * 1024;

    // A list of dependencies is one long chain: chains are built as balanced trees, so that only nesting is deep.
    private readonly StringBuilder _logic = new();
    private int _copied;
    private int _position;
    private int _depth;

    public List<DependsReference> References { get; } = [];

    public string Logic => _logic.ToString();

    public DependsNode Parse()
    {
        if (source.Length > MaxLength)
            throw new ExpressionException(ExpressionErrorKind.Limit, $"depends is too long: {source.Length} characters, the limit is {MaxLength}");
        DependsNode node = ParseOr();
        SkipSpace();
        if (_position < source.Length)
            throw Unexpected();
        _logic.Append(source, _copied, source.Length - _copied);
        return node;
    }

    private ExpressionException Error(string reason, int offset) => new(ExpressionErrorKind.Syntax, reason, source, offset);

    private ExpressionException Unexpected() => Error(
        _position >= source.Length
            ? "unexpected end: a task name, '!' or '(' is expected"
            : $"unexpected '{source[_position]}': tasks are combined with &&, ||, ! and parentheses",
        _position);

    private void SkipSpace()
    {
        while (_position < source.Length && char.IsWhiteSpace(source[_position]))
            _position++;
    }

    private bool Accept(string symbol)
    {
        SkipSpace();
        if (string.CompareOrdinal(source, _position, symbol, 0, symbol.Length) != 0)
            return false;
        _position += symbol.Length;
        return true;
    }

    private DependsNode ParseOr()
    {
        Enter();
        List<DependsNode> parts = [ParseAnd()];
        while (Accept("||"))
            parts.Add(ParseAnd());
        _depth--;
        return Balance(parts, 0, parts.Count, (left, right) => new DependsOr(left, right));
    }

    private DependsNode ParseAnd()
    {
        List<DependsNode> parts = [ParseEqual()];
        while (Accept("&&"))
            parts.Add(ParseEqual());
        return Balance(parts, 0, parts.Count, (left, right) => new DependsAnd(left, right));
    }

    private static DependsNode Balance(List<DependsNode> parts, int from, int to, Func<DependsNode, DependsNode, DependsNode> join)
    {
        if (to - from == 1)
            return parts[from];
        int middle = (from + to) / 2;
        return join(Balance(parts, from, middle, join), Balance(parts, middle, to, join));
    }

    private DependsNode ParseEqual()
    {
        DependsNode left = ParseUnary();
        for (int n = 0; ; n++)
        {
            bool negated = Accept("!=");
            if (!negated && !Accept("=="))
                return left;
            if (n >= MaxDepth)
                throw new ExpressionException(ExpressionErrorKind.Limit, "depends has too many comparisons in a row", source, _position);
            left = new DependsEqual(left, ParseUnary(), negated);
        }
    }

    private DependsNode ParseUnary()
    {
        if (Accept("!"))
        {
            Enter();
            DependsNode operand = ParseUnary();
            _depth--;
            return new DependsNot(operand);
        }

        if (!Accept("("))
            return ParseTask();
        DependsNode inner = ParseOr();
        if (!Accept(")"))
            throw Unexpected();
        return inner;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, $"depends is nested too deeply: more than {MaxDepth} levels", source, _position);
    }

    private DependsTask ParseTask()
    {
        SkipSpace();
        int start = _position;
        while (_position < source.Length && (char.IsAsciiLetterOrDigit(source[_position]) || (_position > start && source[_position] is '-' or '_')))
            _position++;
        if (_position == start)
            throw Unexpected();
        string task = source[start.._position];
        if (task is "true" or "false" or "nil" || Language.Operators.IsWord(task))
            throw Error($"'{task}' is a word of the expression language and cannot name a task in depends; combine tasks with &&, || and !", start);
        if (_position < source.Length && source[_position] == '.')
            return ParseResult(task, start);

        TaskContinueOn widened = continueOn(task);
        List<TaskResult> results = [TaskResult.Succeeded, TaskResult.Skipped, TaskResult.Daemoned];
        if (widened.Error)
            results.Add(TaskResult.Errored);
        if (widened.Failed)
            results.Add(TaskResult.Failed);
        _logic.Append(source, _copied, start - _copied)
            .Append('(').AppendJoin(" || ", results.Select(result => $"{task}.{result}")).Append(')');
        _copied = _position;
        References.Add(new DependsReference(task, null, start));
        return new DependsTask(task, [.. results]);
    }

    private DependsTask ParseResult(string task, int start)
    {
        int dot = _position++;
        while (_position < source.Length && char.IsAsciiLetterOrDigit(source[_position]))
            _position++;
        string name = source[(dot + 1).._position];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !Enum.TryParse(name, ignoreCase: false, out TaskResult result))
        {
            throw Error(
                $"task result '{name}' for task '{task}' is invalid: use one of {string.Join(", ", Enum.GetNames<TaskResult>())}",
                dot + 1);
        }

        References.Add(new DependsReference(task, result, start));
        return new DependsTask(task, [result]);
    }
}
