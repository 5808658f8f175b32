using Fleet.Workflows.Expressions.Functions;

namespace Fleet.Workflows.Expressions.Language;

/// <content>Operators and built-in functions.</content>
internal sealed partial class Checker
{
    private Nature VisitBinary(BinaryNode node)
    {
        Nature left = Visit(node.Left);
        Nature right = Visit(node.Right);
        Nature? result = node.Operator switch
        {
            "==" or "!=" => Comparable(left, right) ? Nature.Bool : null,
            "or" or "||" or "and" or "&&" => Fits(left, right, NatureKind.Bool) ? Nature.Bool : null,
            "<" or ">" or "<=" or ">=" => Orderable(left, right) ? Nature.Bool : null,
            "+" => Add(left, right),
            "-" => Subtract(left, right),
            "*" => Multiply(left, right),
            "/" or "**" or "^" => Numbers(left, right) ? Nature.Float : null,
            "%" => Fits(left, right, NatureKind.Int) ? Nature.Int : null,
            ".." => Fits(left, right, NatureKind.Int) ? new Nature(NatureKind.Array, Nature.Int) : null,
            "in" => In(node, left, right),
            "matches" when node.PatternError is { } error => throw Error(node, error),
            "matches" or "contains" or "startsWith" or "endsWith" => Fits(left, right, NatureKind.String) ? Nature.Bool : null,
            "??" => Merge(left, right),
            _ => throw Error(node, $"unknown operator ({node.Operator})"),
        };
        return result ?? throw Error(node, $"invalid operation: {node.Operator} (mismatched types {left} and {right})");
    }

    // Both of one kind, or one of it and the other unknown.
    private static bool Fits(Nature left, Nature right, params ReadOnlySpan<NatureKind> kinds)
    {
        if (left.IsUnknown && right.IsUnknown)
            return true;
        foreach (NatureKind kind in kinds)
        {
            if ((left.Is(kind) || left.IsUnknown) && (right.Is(kind) || right.IsUnknown))
                return true;
        }

        return false;
    }

    private static bool Numbers(Nature left, Nature right) =>
        (left.IsNumber || left.IsUnknown) && (right.IsNumber || right.IsUnknown);

    private static bool Orderable(Nature left, Nature right) =>
        Numbers(left, right) || Fits(left, right, NatureKind.String, NatureKind.Time, NatureKind.Duration);

    private static bool Comparable(Nature left, Nature right)
    {
        if (left.IsUnknown || right.IsUnknown || left.Is(NatureKind.Nil) || right.Is(NatureKind.Nil))
            return true;
        return left.Kind == right.Kind || Numbers(left, right);
    }

    private static Nature? Add(Nature left, Nature right)
    {
        if (left.IsUnknown || right.IsUnknown)
        {
            return Numbers(left, right) || Fits(left, right, NatureKind.String, NatureKind.Time, NatureKind.Duration)
                ? Nature.Unknown
                : null;
        }

        return (left.Kind, right.Kind) switch
        {
            (NatureKind.Int, NatureKind.Int) => Nature.Int,
            (NatureKind.Int or NatureKind.Float, NatureKind.Int or NatureKind.Float) => Nature.Float,
            (NatureKind.String, NatureKind.String) => Nature.String,
            (NatureKind.Time, NatureKind.Duration) or (NatureKind.Duration, NatureKind.Time) => Nature.Time,
            (NatureKind.Duration, NatureKind.Duration) => Nature.Duration,
            _ => null,
        };
    }

    private static Nature? Subtract(Nature left, Nature right)
    {
        if (left.IsUnknown || right.IsUnknown)
            return Numbers(left, right) || Fits(left, right, NatureKind.Time, NatureKind.Duration) ? Nature.Unknown : null;
        return (left.Kind, right.Kind) switch
        {
            (NatureKind.Int, NatureKind.Int) => Nature.Int,
            (NatureKind.Int or NatureKind.Float, NatureKind.Int or NatureKind.Float) => Nature.Float,
            (NatureKind.Time, NatureKind.Time) or (NatureKind.Duration, NatureKind.Duration) => Nature.Duration,
            (NatureKind.Time, NatureKind.Duration) => Nature.Time,
            _ => null,
        };
    }

    private static Nature? Multiply(Nature left, Nature right)
    {
        if (left.IsUnknown || right.IsUnknown)
            return Numbers(left, right) || Fits(left, right, NatureKind.Duration) ? Nature.Unknown : null;
        return (left.Kind, right.Kind) switch
        {
            (NatureKind.Int, NatureKind.Int) => Nature.Int,
            (NatureKind.Int or NatureKind.Float, NatureKind.Int or NatureKind.Float) => Nature.Float,
            (NatureKind.Duration, NatureKind.Int or NatureKind.Float or NatureKind.Duration) => Nature.Duration,
            (NatureKind.Int or NatureKind.Float, NatureKind.Duration) => Nature.Duration,
            _ => null,
        };
    }

    private Nature? In(BinaryNode node, Nature left, Nature right)
    {
        switch (right.Kind)
        {
            case NatureKind.Unknown:
                return Nature.Bool;
            case NatureKind.Map:
                return left.IsUnknown || left.Kind is NatureKind.String or NatureKind.Nil
                    ? Nature.Bool
                    : throw Error(node, $"cannot use {left} as type string in map key");
            case NatureKind.Array:
                return Comparable(left, right.ElementOrUnknown)
                    ? Nature.Bool
                    : throw Error(node, $"cannot use {left} as type {right.ElementOrUnknown} in array");
            case NatureKind.String when left.IsUnknown:
                return Nature.Bool;
            default:
                return null;
        }
    }

    private Nature VisitBuiltin(BuiltinNode node)
    {
        if (PredicateBuiltins.Find(node.Name) is { } shape)
            return VisitPredicateBuiltin(node, shape);
        Nature[] arguments = [.. node.Arguments.Select(Visit)];
        (Nature result, string? error, int argument) = Builtins.CheckCall(node.Name, arguments);
        return error is null ? result : throw Error(argument >= 0 ? node.Arguments[argument] : node, error);
    }

    private Nature VisitPredicateBuiltin(BuiltinNode node, PredicateBuiltins.Shape shape)
    {
        Nature collection = Visit(node.Arguments[0]);
        if (!collection.Is(NatureKind.Array) && !collection.IsUnknown)
            throw Error(node.Arguments[0], $"builtin {node.Name} takes only array (got {collection})");
        Nature body = Nature.Unknown;
        for (int i = 1; i < node.Arguments.Count; i++)
        {
            if (node.Arguments[i] is not PredicateNode predicate)
            {
                Visit(node.Arguments[i]);
                continue;
            }

            _predicates.Push((collection, node.Name == "reduce"));
            body = Visit(predicate.Body);
            _predicates.Pop();
            if (shape.WantsBool && !body.Is(NatureKind.Bool) && !body.IsUnknown)
                throw Error(predicate, $"predicate should return boolean (got {body})");
        }

        return node.Name switch
        {
            "all" or "any" or "none" or "one" => Nature.Bool,
            "count" or "findIndex" or "findLastIndex" => Nature.Int,
            "filter" or "sortBy" => collection.Is(NatureKind.Array) ? collection : Nature.Array,
            "map" => new Nature(NatureKind.Array, body),
            "find" or "findLast" => collection.ElementOrUnknown,
            _ => Nature.Unknown,
        };
    }
}
