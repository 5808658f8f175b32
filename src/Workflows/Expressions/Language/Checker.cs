using System.Runtime.CompilerServices;
using Fleet.Workflows.Expressions.Functions;
using Fleet.Workflows.Expressions.Values;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>
/// Finds, before anything runs, what can never work: unknown names and operands whose types do not fit. Argo compiles every expression against
/// its environment first, so an error in a branch that is never taken is an error too. Members of maps have no known type.
/// </summary>
internal sealed partial class Checker
{
    private readonly string _source;
    private readonly IReadOnlyDictionary<string, object?> _environment;
    private readonly Stack<(string Name, Nature Nature)> _variables = new();
    private readonly Stack<(Nature Collection, bool HasAccumulator)> _predicates = new();

    private Checker(string source, IReadOnlyDictionary<string, object?> environment)
    {
        _source = source;
        _environment = environment;
    }

    /// <summary>Checks a tree against the values of an environment.</summary>
    /// <exception cref="ExpressionException">The first thing that cannot work.</exception>
    public static void Check(SyntaxTree tree, IReadOnlyDictionary<string, object?> environment) =>
        new Checker(tree.Source, environment).Visit(tree.Root);

    private static Nature NatureOf(object? value) => value switch
    {
        null => Nature.Nil,
        bool => Nature.Bool,
        long or int or short or byte => Nature.Int,
        double or float => Nature.Float,
        string => Nature.String,
        ExpressionTime => Nature.Time,
        GoDuration => Nature.Duration,
        ExpressionZone => Nature.Zone,
        ExpressionFunction => Nature.Function,
        IReadOnlyDictionary<string, object?> => Nature.Map,
        IReadOnlyList<object?> => Nature.Array,
        _ => Nature.Unknown,
    };

    private ExpressionException Error(Node node, string reason) => new(ExpressionErrorKind.Type, reason, _source, node.Offset);

    private Nature Visit(Node node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "expression is nested too deeply", _source, node.Offset);
        switch (node)
        {
            case NilNode: return Nature.Nil;
            case BoolNode: return Nature.Bool;
            case IntegerNode: return Nature.Int;
            case FloatNode: return Nature.Float;
            case StringNode: return Nature.String;
            case IdentifierNode identifier: return VisitIdentifier(identifier);
            case UnaryNode unary: return VisitUnary(unary);
            case BinaryNode binary: return VisitBinary(binary);
            case ChainNode chain: return Visit(chain.Inner);
            case MemberNode member: return VisitMember(member);
            case SliceNode slice: return VisitSlice(slice);
            case CallNode call: return VisitCall(call);
            case BuiltinNode builtin: return VisitBuiltin(builtin);
            case PredicateNode predicate: return Visit(predicate.Body);
            case PointerNode pointer: return VisitPointer(pointer);
            case LetNode let: return VisitLet(let);
            case SequenceNode sequence:
                Nature last = Nature.Nil;
                foreach (Node item in sequence.Items)
                    last = Visit(item);
                return last;
            case ConditionalNode conditional: return VisitConditional(conditional);
            case ArrayNode array: return VisitArray(array);
            case MapNode map:
                foreach ((Node key, Node value) in map.Pairs)
                {
                    Visit(key);
                    Visit(value);
                }

                return Nature.Map;
            default: throw Error(node, $"undefined node type ({node.GetType().Name})");
        }
    }

    private Nature VisitIdentifier(IdentifierNode node)
    {
        foreach ((string name, Nature nature) in _variables)
        {
            if (name == node.Name)
                return nature;
        }

        if (node.Name == "$env")
            return Nature.Unknown;
        if (_environment.TryGetValue(node.Name, out object? value))
            return NatureOf(value);
        if (ArgoFunctions.All.TryGetValue(node.Name, out value))
            return NatureOf(value);
        throw new ExpressionException(ExpressionErrorKind.MissingReference, $"unknown name {node.Name}", _source, node.Offset);
    }

    private Nature VisitUnary(UnaryNode node)
    {
        Nature operand = Visit(node.Operand);
        if (node.Operator is "!" or "not")
        {
            if (operand.Is(NatureKind.Bool) || operand.IsUnknown)
                return Nature.Bool;
        }
        else if (operand.IsNumber || operand.IsUnknown)
        {
            return operand;
        }

        throw Error(node, $"invalid operation: {node.Operator} (mismatched type {operand})");
    }

    private Nature VisitMember(MemberNode node)
    {
        if (node.Target is IdentifierNode { Name: "$env" })
        {
            if (node.Property is not StringNode name)
                return Nature.Unknown;
            return _environment.TryGetValue(name.Value, out object? value) ? NatureOf(value)
                : node.Optional ? Nature.Unknown : throw Error(node, $"unknown name {name.Value}");
        }

        Nature target = Visit(node.Target);
        Nature property = Visit(node.Property);
        switch (target.Kind)
        {
            case NatureKind.Unknown:
                return Nature.Unknown;
            case NatureKind.Nil when node.Property is StringNode name:
                throw Error(node, $"type nil has no field {name.Value}");
            case NatureKind.Map:
                if (!property.Is(NatureKind.String) && !property.IsUnknown)
                    throw Error(node.Property, $"cannot use {property} to get an element from {target}");
                return target.ElementOrUnknown;
            case NatureKind.Array:
                if (!property.Is(NatureKind.Int) && !property.IsUnknown)
                    throw Error(node.Property, $"array elements can only be selected using an integer (got {property})");
                return target.ElementOrUnknown;
            case NatureKind.Time or NatureKind.Duration or NatureKind.Zone when node.Property is StringNode method && TimeMethods.Has(target.Kind, method.Value):
                return Nature.Function;
            default:
                throw Error(node, node.Property is StringNode field ? $"type {target} has no field {field.Value}" : $"type {target}[{property}] is undefined");
        }
    }

    private Nature VisitSlice(SliceNode node)
    {
        Nature target = Visit(node.Target);
        if (target.Kind is not (NatureKind.Unknown or NatureKind.String or NatureKind.Array))
            throw Error(node, $"cannot slice {target}");
        foreach (Node? bound in (Node?[])[node.From, node.To])
        {
            if (bound is not null && Visit(bound) is { IsUnknown: false, Kind: not NatureKind.Int } nature)
                throw Error(bound, $"non-integer slice index {nature}");
        }

        return target;
    }

    private Nature VisitCall(CallNode node)
    {
        Nature callee = Visit(node.Callee);
        foreach (Node argument in node.Arguments)
            Visit(argument);
        if (!callee.IsUnknown && !callee.Is(NatureKind.Function))
            throw Error(node, $"{callee} is not callable");
        if (node.Callee is IdentifierNode { Name: var name } && ArgoFunctions.All.TryGetValue(name, out object? value) && value is ExpressionFunction function)
        {
            if (node.Arguments.Count > function.MaxArguments)
                throw Error(node, $"too many arguments to call {name}");
            if (node.Arguments.Count < function.MinArguments)
                throw Error(node, $"not enough arguments to call {name}");
            return name == "toJson" ? Nature.String : Nature.Unknown;
        }

        return Nature.Unknown;
    }

    private Nature VisitPointer(PointerNode node)
    {
        if (_predicates.Count == 0)
            throw Error(node, "cannot use pointer accessor outside predicate");
        (Nature collection, bool hasAccumulator) = _predicates.Peek();
        return node.Name switch
        {
            "" => collection.ElementOrUnknown,
            "index" => Nature.Int,
            "acc" when hasAccumulator => Nature.Unknown,
            _ => throw Error(node, $"unknown pointer #{node.Name}"),
        };
    }

    private Nature VisitLet(LetNode node)
    {
        if (_environment.ContainsKey(node.Name) || ArgoFunctions.All.ContainsKey(node.Name))
            throw Error(node, $"cannot redeclare {node.Name}");
        if (Builtins.IsBuiltin(node.Name) || PredicateBuiltins.Find(node.Name) is not null)
            throw Error(node, $"cannot redeclare builtin {node.Name}");
        foreach ((string name, _) in _variables)
        {
            if (name == node.Name)
                throw Error(node, $"cannot redeclare variable {node.Name}");
        }

        _variables.Push((node.Name, Visit(node.Value)));
        Nature nature = Visit(node.Body);
        _variables.Pop();
        return nature;
    }

    private Nature VisitConditional(ConditionalNode node)
    {
        Nature condition = Visit(node.Condition);
        if (!condition.Is(NatureKind.Bool) && !condition.IsUnknown)
            throw Error(node.Condition, $"non-bool expression (type {condition}) used as condition");
        Nature whenTrue = Visit(node.WhenTrue);
        Nature whenFalse = Visit(node.WhenFalse);
        return Merge(whenTrue, whenFalse);
    }

    private static Nature Merge(Nature first, Nature second)
    {
        if (first.Is(NatureKind.Nil))
            return second;
        return second.Is(NatureKind.Nil) || first == second ? first : Nature.Unknown;
    }

    private Nature VisitArray(ArrayNode node)
    {
        Nature? element = null;
        bool same = true;
        foreach (Node item in node.Items)
        {
            Nature nature = Visit(item);
            same &= element is null || element == nature;
            element = nature;
        }

        return element is not null && same ? new Nature(NatureKind.Array, element) : Nature.Array;
    }
}
