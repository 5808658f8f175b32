using System.Runtime.CompilerServices;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>
/// Lists what an expression refers to, as dotted paths and in the order in which Argo checks them: each name and each longer path of constant
/// members (<c>steps['a-b'].outputs</c> gives <c>steps</c>, <c>steps.a-b</c>, <c>steps.a-b.outputs</c>). Built-in functions, variables of
/// <c>let</c> and <c>$env</c> itself are none.
/// </summary>
internal sealed class ReferenceCollector
{
    // The path of "$env": its members are names themselves.
    private const string Root = "";
    private readonly List<string> _paths = [];
    private readonly List<string> _locals = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Collect(SyntaxTree tree)
    {
        ReferenceCollector collector = new();
        collector.Visit(tree.Root);
        return collector._paths;
    }

    private void Add(string path)
    {
        if (_seen.Add(path))
            _paths.Add(path);
    }

    // The path of the node itself, when it is a name with constant members.
    private string? Visit(Node? node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ExpressionException(ExpressionErrorKind.Limit, "expression is nested too deeply");
        switch (node)
        {
            case IdentifierNode { Name: "$env" }:
                return Root;
            case IdentifierNode identifier when _locals.Contains(identifier.Name):
                return null;
            case IdentifierNode identifier:
                Add(identifier.Name);
                return identifier.Name;
            case MemberNode member:
                string? target = Visit(member.Target);
                Visit(member.Property);
                if (target is null || member.Property is not StringNode property)
                    return null;
                string path = target == Root ? property.Value : $"{target}.{property.Value}";
                Add(path);
                return path;
            case UnaryNode unary:
                Visit(unary.Operand);
                break;
            case BinaryNode binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case ChainNode chain:
                Visit(chain.Inner);
                break;
            case SliceNode slice:
                Visit(slice.Target);
                Visit(slice.From);
                Visit(slice.To);
                break;
            case CallNode call:
                Visit(call.Callee);
                VisitAll(call.Arguments);
                break;
            case BuiltinNode builtin:
                VisitAll(builtin.Arguments);
                break;
            case PredicateNode predicate:
                Visit(predicate.Body);
                break;
            case LetNode let:
                Visit(let.Value);
                _locals.Add(let.Name);
                Visit(let.Body);
                _locals.RemoveAt(_locals.Count - 1);
                break;
            case SequenceNode sequence:
                VisitAll(sequence.Items);
                break;
            case ConditionalNode conditional:
                Visit(conditional.Condition);
                Visit(conditional.WhenTrue);
                Visit(conditional.WhenFalse);
                break;
            case ArrayNode array:
                VisitAll(array.Items);
                break;
            case MapNode map:
                foreach ((Node key, Node value) in map.Pairs)
                {
                    Visit(key);
                    Visit(value);
                }

                break;
        }

        return null;
    }

    private void VisitAll(IEnumerable<Node> nodes)
    {
        foreach (Node node in nodes)
            Visit(node);
    }
}
