using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>Walks a tree once and gives its value. One evaluator serves one evaluation.</summary>
internal sealed partial class Evaluator
{
    private readonly string _source;
    private readonly EvaluationState _state;
    private readonly IReadOnlyDictionary<string, object?> _variables;
    private readonly Stack<PredicateFrame> _frames = new();
    private readonly List<(string Name, object? Value)> _locals = [];

    private Evaluator(string source, EvaluationContext context)
    {
        _source = source;
        _state = new EvaluationState(context);
        _variables = context.Variables;
    }

    /// <summary>The value of an expression.</summary>
    /// <exception cref="ExpressionException">It fails, or passes a bound.</exception>
    public static object? Evaluate(SyntaxTree tree, EvaluationContext context) =>
        new Evaluator(tree.Source, context).Visit(tree.Root);

    private ExpressionException At(Node node, ExpressionException error) =>
        error.Offset is null ? new ExpressionException(error.Kind, error.Reason, _source, node.Offset) : error;

    private object? Visit(Node node) => Int64Result.Plain(VisitTyped(node));

    // As it is, an int64 too: for what hands a value on.
    private object? VisitTyped(Node node)
    {
        EnsureStack(node);
        try
        {
            _state.Step();
            return Dispatch(node);
        }
        catch (ExpressionException e) when (e.Offset is null)
        {
            throw At(node, e);
        }
    }

    private void EnsureStack(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "expression is nested too deeply", _source, node.Offset);
    }

    private object? Dispatch(Node node)
    {
        switch (node)
        {
            case StringNode text: return text.Value;
            case IdentifierNode identifier: return Lookup(identifier);
            case MemberNode member: return VisitMember(member);
            case BinaryNode binary: return VisitBinary(binary);
            case BoolNode flag: return flag.Value;
            case IntegerNode integer: return integer.Value;
            case FloatNode number: return number.Value;
            case NilNode: return null;
            case UnaryNode unary: return VisitUnary(unary);
            case ConditionalNode conditional:
                return VisitTyped(Condition(conditional.Condition, Visit(conditional.Condition)) ? conditional.WhenTrue : conditional.WhenFalse);
            case ChainNode chain: return VisitChain(chain);
            case CallNode call: return VisitCall(call);
            case BuiltinNode builtin: return VisitBuiltin(builtin);
            case PointerNode pointer: return VisitPointer(pointer);
            case SliceNode slice: return VisitSlice(slice);
            case ArrayNode array: return VisitArray(array);
            case MapNode map: return VisitMap(map);
            case LetNode let: return VisitLet(let);
            case SequenceNode sequence:
                object? last = null;
                foreach (Node item in sequence.Items)
                    last = VisitTyped(item);
                return last;
            default: throw new ExpressionException($"undefined node type ({node.GetType().Name})");
        }
    }

    private object? Lookup(IdentifierNode node)
    {
        for (int i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == node.Name)
                return _locals[i].Value;
        }

        if (_variables.TryGetValue(node.Name, out object? value))
            return Normalize(value);
        if (node.Name == "$env")
            return _variables;
        if (ArgoFunctions.All.TryGetValue(node.Name, out value))
            return value;
        throw new ExpressionException(ExpressionErrorKind.MissingReference, $"unknown name {node.Name}");
    }

    // Hosts may hand in the other number types.
    private static object? Normalize(object? value) => value switch
    {
        int number => (long)number,
        short number => (long)number,
        byte number => (long)number,
        uint number => (long)number,
        float number => (double)number,
        decimal number => (double)number,
        DateTimeOffset time => ExpressionTime.Utc(time),
        TimeSpan span => GoDuration.FromTimeSpan(span),
        _ => value,
    };

    private static bool Condition(Node node, object? value) =>
        value is bool flag ? flag : throw new ExpressionException($"interface conversion: interface {{}} is {GoType.Name(value)}, not bool ({node.GetType().Name})");

    private object? VisitUnary(UnaryNode node)
    {
        object? value = Visit(node.Operand);
        switch (node.Operator)
        {
            case "!" or "not":
                return value is bool flag ? !flag : throw new ExpressionException($"invalid operation: {node.Operator} {GoType.Name(value)}");
            case "-":
                return ValueOperations.Negate(value);
            default:
                return value is long or double or GoDuration ? value : throw new ExpressionException($"invalid operation: + {GoType.Name(value)}");
        }
    }

    private object? VisitBinary(BinaryNode node)
    {
        object? left = Visit(node.Left);
        switch (node.Operator)
        {
            case "&&" or "and":
                return Bool(node, left, "left") && Bool(node, Visit(node.Right), "right");
            case "||" or "or":
                return Bool(node, left, "left") || Bool(node, Visit(node.Right), "right");
            case "??":
                return left is null or NilList ? Visit(node.Right) : left;
        }

        object? right = Visit(node.Right);
        return node.Operator switch
        {
            "==" => ValueOperations.AreEqual(left, right),
            "!=" => !ValueOperations.AreEqual(left, right),
            "<" or ">" or "<=" or ">=" => ValueOperations.Ordered(node.Operator, left, right),
            "+" => ValueOperations.Add(left, right, _state),
            "-" => ValueOperations.Subtract(left, right),
            "*" => ValueOperations.Multiply(left, right),
            "/" => ValueOperations.Divide(left, right),
            "%" => ValueOperations.Remainder(left, right),
            "**" or "^" => ValueOperations.Power(left, right),
            ".." => Range(left, right),
            "in" => Contains(left, right),
            "matches" => Matches(node, left, right),
            "contains" => TextPair(node, left, right) is var (text, part) && text.Contains(part, StringComparison.Ordinal),
            "startsWith" => TextPair(node, left, right) is var (text, part) && text.StartsWith(part, StringComparison.Ordinal),
            "endsWith" => TextPair(node, left, right) is var (text, part) && text.EndsWith(part, StringComparison.Ordinal),
            _ => throw new ExpressionException($"unknown operator ({node.Operator})"),
        };
    }

    private static bool Bool(BinaryNode node, object? value, string side) =>
        value is bool flag ? flag : throw new ExpressionException($"invalid operation: {node.Operator}: the {side} side is {GoType.Name(value)}, not bool");

    private static (string Text, string Part) TextPair(BinaryNode node, object? left, object? right) =>
        (left, right) is (string text, string part) ? (text, part) : throw ValueOperations.Mismatch(node.Operator, left, right);

    private bool Matches(BinaryNode node, object? left, object? right)
    {
        if (left is null || right is null)
            return false;
        (string text, string pattern) = TextPair(node, left, right);
        return _state.Regex(pattern, node.Pattern).IsMatch(text, _state.ChargeWork);
    }

    private object?[] Range(object? from, object? to)
    {
        long first = ValueOperations.ToInteger(from);
        Int128 size = (Int128)ValueOperations.ToInteger(to) - first + 1;
        if (size <= 0)
            return [];
        _state.ChargeItems((long)Int128.Min(size, long.MaxValue));
        object?[] items = new object?[(int)size];
        for (int i = 0; i < items.Length; i++)
            items[i] = first + i;
        return items;
    }

    private bool Contains(object? needle, object? collection)
    {
        switch (collection)
        {
            case null:
                return false;
            case IReadOnlyDictionary<string, object?> map:
                return needle is string key ? map.ContainsKey(key)
                    : needle is null ? map.ContainsKey("") : throw new ExpressionException($"cannot use {GoType.Name(needle)} as a map key of type string");
            case GroupMap groups:
                return groups.Find(needle) is not null;
            case IReadOnlyList<object?> list:
                _state.ChargeWork(list.Count);
                foreach (object? item in list)
                {
                    if (ValueOperations.AreEqual(item, needle))
                        return true;
                }

                return false;
            default:
                throw new ExpressionException($"operator \"in\" not defined on {GoType.Name(collection)}");
        }
    }

    private List<object?> VisitArray(ArrayNode node)
    {
        _state.ChargeItems(node.Items.Count);
        List<object?> items = new(node.Items.Count);
        foreach (Node item in node.Items)
            items.Add(Visit(item));
        return items;
    }

    private Dictionary<string, object?> VisitMap(MapNode node)
    {
        _state.ChargeItems(node.Pairs.Count);
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach ((Node key, Node value) in node.Pairs)
        {
            object? item = Visit(value);
            map[Visit(key) as string ?? throw At(key, new ExpressionException("a map key must be a string"))] = item;
        }

        return map;
    }

    private object? VisitLet(LetNode node)
    {
        _locals.Add((node.Name, VisitTyped(node.Value)));
        object? result = VisitTyped(node.Body);
        _locals.RemoveAt(_locals.Count - 1);
        return result;
    }
}
