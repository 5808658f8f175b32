using System.Text;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <content>Members, indexes, slices, calls and predicates.</content>
internal sealed partial class Evaluator
{
    // What a chain is from "?." on nil to its end.
    private sealed class BrokenChain
    {
        public static readonly BrokenChain Instance = new();
    }

    private sealed class PredicateFrame
    {
        public object? Item { get; set; }

        public long Index { get; set; }

        public object? Accumulator { get; set; }
    }

    private object? VisitChain(ChainNode node)
    {
        object? value = VisitLink(node.Inner);
        return value is BrokenChain ? null : value;
    }

    // Like Visit, but "?." on nil answers with the mark of a broken chain instead of going on.
    private object? VisitLink(Node node)
    {
        EnsureStack(node);
        try
        {
            switch (node)
            {
                case MemberNode member:
                    _state.Step();
                    object? target = VisitLink(member.Target);
                    if (target is BrokenChain || (member.Optional && target is null))
                        return BrokenChain.Instance;
                    return Member(member, target);
                case CallNode { Callee: MemberNode } call:
                    _state.Step();
                    object? callee = VisitLink(call.Callee);
                    return callee is BrokenChain ? callee : Call(call, callee);
                case SliceNode slice:
                    _state.Step();
                    object? sliced = VisitLink(slice.Target);
                    return sliced is BrokenChain ? sliced : Slice(slice, sliced);
                default:
                    return Visit(node);
            }
        }
        catch (ExpressionException e) when (e.Offset is null)
        {
            throw At(node, e);
        }
    }

    private object? VisitMember(MemberNode node) => Member(node, Visit(node.Target));

    private object? Member(MemberNode node, object? target)
    {
        object? property = Visit(node.Property);
        return Fetch(target, property);
    }

    internal static object? Fetch(object? target, object? key)
    {
        switch (target)
        {
            case IReadOnlyDictionary<string, object?> map:
                if (key is not string name)
                    throw new ExpressionException($"cannot use {GoType.Name(key)} to get an element from {GoType.Name(map)}");
                return map.TryGetValue(name, out object? value) ? Normalize(value) : map is TextMap ? "" : null;
            case GroupMap groups:
                return groups.Find(key);
            case IReadOnlyList<object?> list:
                return Normalize(list[Index(key, list.Count)]);
            case string text:
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                return (long)bytes[Index(key, bytes.Length)];
            case ExpressionTime or GoDuration or ExpressionZone or NamedInteger when key is string method && TimeMethods.Bind(target, method) is { } function:
                return function;
            case SemanticVersion version when key is string method && version.Method(method) is { } function:
                return function;
            default:
                throw new ExpressionException($"cannot fetch {GoFormat.Format(key)} from {GoType.Name(target)}");
        }
    }

    private static int Index(object? key, int length)
    {
        long index = ValueOperations.ToInteger(key);
        if (index < 0)
            index += length;
        return index >= 0 && index < length
            ? (int)index
            : throw new ExpressionException($"index out of range: {index} (array length is {length})");
    }

    private object? VisitSlice(SliceNode node) => Slice(node, Visit(node.Target));

    private object? Slice(SliceNode node, object? target)
    {
        object? from = node.From is null ? 0L : Visit(node.From);
        object? to = node.To is null ? null : Visit(node.To);
        switch (target)
        {
            case string text:
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                (int start, int end) = Bounds(from, node.To is null, to, bytes.Length);
                return Encoding.UTF8.GetString(bytes, start, end - start);
            case IReadOnlyList<object?> list:
                (start, end) = Bounds(from, node.To is null, to, list.Count);
                _state.ChargeItems(end - start);
                object?[] items = new object?[end - start];
                for (int i = start; i < end; i++)
                    items[i - start] = list[i];
                return items;
            default:
                throw new ExpressionException($"cannot slice {GoType.Name(target)}");
        }
    }

    private static (int Start, int End) Bounds(object? from, bool toEnd, object? to, int length)
    {
        long start = ValueOperations.ToInteger(from);
        long end = toEnd ? length : ValueOperations.ToInteger(to);
        start = start < 0 ? Math.Max(0, start + length) : start;
        end = Math.Clamp(end < 0 ? end + length : end, 0, length);
        return ((int)Math.Min(start, end), (int)end);
    }

    private object? VisitCall(CallNode node) => Call(node, Visit(node.Callee));

    private object? Call(CallNode node, object? callee)
    {
        object?[] arguments = new object?[node.Arguments.Count];
        bool typed = callee is ExpressionFunction { SeesInt64: true };
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = typed ? VisitTyped(node.Arguments[i]) : Visit(node.Arguments[i]);
        if (callee is not ExpressionFunction function)
            throw new ExpressionException(callee is null ? $"{Describe(node.Callee)} is no function" : $"{GoType.Name(callee)} is not callable");
        return Functions.Arguments.Invoke(function, _state, arguments);
    }

    private static string Describe(Node callee) => callee switch
    {
        MemberNode { Property: StringNode name, Target: var target } => $"{Describe(target)}.{name.Value}",
        IdentifierNode identifier => identifier.Name,
        _ => "expression",
    };

    private object? VisitBuiltin(BuiltinNode node)
    {
        if (PredicateBuiltins.Find(node.Name) is not null)
            return VisitPredicateBuiltin(node);
        object?[] arguments = new object?[node.Arguments.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = Visit(node.Arguments[i]);
        return Builtins.Invoke(node.Name, _state, arguments);
    }

    private object? VisitPredicateBuiltin(BuiltinNode node)
    {
        object? collection = Visit(node.Arguments[0]);
        if (collection is not IReadOnlyList<object?> list)
            throw At(node.Arguments[0], new ExpressionException($"builtin {node.Name} takes only array (got {GoType.Name(collection)})"));
        Node? body = node.Arguments.Count > 1 && node.Arguments[1] is PredicateNode predicate ? predicate.Body : null;
        bool hasExtra = node.Arguments.Count > 2;
        object? extra = hasExtra ? Visit(node.Arguments[2]) : null;
        PredicateFrame frame = new();
        _frames.Push(frame);
        object? result = PredicateBuiltins.Run(node.Name, list, body is null ? null : Apply, hasExtra, extra, _state);
        _frames.Pop();
        return result;

        object? Apply(object? item, int index, object? accumulator)
        {
            frame.Item = item;
            frame.Index = index;
            frame.Accumulator = accumulator;
            return Visit(body!);
        }
    }

    private object? VisitPointer(PointerNode node)
    {
        PredicateFrame frame = _frames.Peek();
        return node.Name switch
        {
            "" => Normalize(frame.Item),
            "index" => frame.Index,
            "acc" => frame.Accumulator,
            _ => throw new ExpressionException($"unknown pointer #{node.Name}"),
        };
    }
}
