using Fleet.Workflows.Expressions.Regexes;

namespace Fleet.Workflows.Expressions.Language;

/// <summary>A node of a parsed expression. Nodes never change: one tree is evaluated many times and from many threads.</summary>
internal abstract record Node(int Offset);

internal sealed record NilNode(int Offset) : Node(Offset);

internal sealed record BoolNode(bool Value, int Offset) : Node(Offset);

internal sealed record IntegerNode(long Value, int Offset) : Node(Offset);

internal sealed record FloatNode(double Value, int Offset) : Node(Offset);

internal sealed record StringNode(string Value, int Offset) : Node(Offset);

internal sealed record IdentifierNode(string Name, int Offset) : Node(Offset);

internal sealed record UnaryNode(string Operator, Node Operand, int Offset) : Node(Offset);

/// <summary><see cref="Pattern"/> is the compiled right side of <c>matches</c> when that is a literal.</summary>
internal sealed record BinaryNode(string Operator, Node Left, Node Right, int Offset) : Node(Offset)
{
    public GoRegex? Pattern { get; init; }

    /// <summary>Why the literal pattern cannot be compiled.</summary>
    public string? PatternError { get; init; }
}

/// <summary>The end of an optional chain: inside it, <c>?.</c> on nil ends the whole chain with nil.</summary>
internal sealed record ChainNode(Node Inner, int Offset) : Node(Offset);

internal sealed record MemberNode(Node Target, Node Property, bool Optional, int Offset) : Node(Offset);

internal sealed record SliceNode(Node Target, Node? From, Node? To, int Offset) : Node(Offset);

internal sealed record CallNode(Node Callee, IReadOnlyList<Node> Arguments, int Offset) : Node(Offset);

internal sealed record BuiltinNode(string Name, IReadOnlyList<Node> Arguments, int Offset) : Node(Offset);

internal sealed record PredicateNode(Node Body, int Offset) : Node(Offset);

/// <summary><c>#</c>, <c>#index</c>, <c>#acc</c> inside a predicate.</summary>
internal sealed record PointerNode(string Name, int Offset) : Node(Offset);

internal sealed record LetNode(string Name, Node Value, Node Body, int Offset) : Node(Offset);

internal sealed record SequenceNode(IReadOnlyList<Node> Items, int Offset) : Node(Offset);

internal sealed record ConditionalNode(Node Condition, Node WhenTrue, Node WhenFalse, int Offset) : Node(Offset);

internal sealed record ArrayNode(IReadOnlyList<Node> Items, int Offset) : Node(Offset);

internal sealed record MapNode(IReadOnlyList<(Node Key, Node Value)> Pairs, int Offset) : Node(Offset);
