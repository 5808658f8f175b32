using Fleet.Workflows.Spec.Tree;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Workflows.Spec.Yaml;

/// <summary>Builds the tree of one document from YamlDotNet's events. It keeps its own stack, so that no nesting can exhaust the thread's.</summary>
internal sealed class YamlTreeReader
{
    private readonly Dictionary<string, SpecNode> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<Open> _open = new();
    private readonly int _lineOffset;
    private SpecNode? _root;
    private long _size;
    private int _line;
    private int _column = 1;

    private YamlTreeReader(int lineOffset)
    {
        _lineOffset = lineOffset;
        _line = lineOffset + 1;
    }

    /// <summary>Reads a document.</summary>
    /// <returns>Its root; null: it is empty.</returns>
    /// <exception cref="SpecSyntaxException">It is not YAML, or larger than the limits.</exception>
    public static SpecNode? Read(YamlPiece piece)
    {
        var text = piece.Text;
        for (var repairs = 0; ; repairs++)
        {
            var reader = new YamlTreeReader(piece.FirstLine);
            try
            {
                var parser = new Parser(new StringReader(text));
                while (parser.MoveNext())
                    reader.Take(parser.Current!);
                return reader._root;
            }
            catch (YamlException e) when (repairs < QuotedIndentation.MaxRepairs && QuotedIndentation.Repair(text, e) is { } repaired)
            {
                text = repaired;
            }
            catch (YamlException e) when (TabIndentation.Find(text, e) is { } tab)
            {
                throw new SpecSyntaxException("not valid YAML: this line is indented with a tab; YAML is indented with spaces only", tab.Line + piece.FirstLine, tab.Column);
            }
            catch (YamlException e)
            {
                throw new SpecSyntaxException(Sentence(e), reader.Line(e.Start), (int)e.Start.Column);
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException)
            {
                // Some malformed texts bring YamlDotNet into a state it does not expect (found by fuzzing); to a user that is a syntax error too.
                throw new SpecSyntaxException("not valid YAML, at or after this place", reader._line, reader._column);
            }
        }
    }

    private static string Sentence(YamlException e)
    {
        // YamlDotNet puts the position before its sentence; it is told separately here.
        var message = e.Message;
        var colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return $"not valid YAML: {(colon < 0 ? message : message[(colon + 3)..])}";
    }

    private int Line(Mark mark) => (int)mark.Line + _lineOffset;

    private void Take(ParsingEvent e)
    {
        var (line, column) = (_line, _column) = (Line(e.Start), (int)e.Start.Column);
        switch (e)
        {
            case Scalar scalar:
                var node = Resolve(scalar, line, column);
                Anchor(scalar.Anchor, node);
                Place(node, isMergeKey: scalar is { Value: "<<", Style: ScalarStyle.Plain });
                break;
            case AnchorAlias alias:
                Place(
                    _anchors.GetValueOrDefault(alias.Value.Value)
                    ?? throw new SpecSyntaxException($"unknown anchor '{alias.Value.Value}' referenced", line, column));
                break;
            case MappingStart start:
                Push(new Open(start.Anchor, line, column, new MapBuilder(line, column)));
                break;
            case SequenceStart start:
                Push(new Open(start.Anchor, line, column, null));
                break;
            case MappingEnd or SequenceEnd:
                var closed = _open.Pop();
                var built = closed.Build();
                Anchor(closed.Anchor, built);
                Place(built, counted: true);
                break;
            case DocumentStart when _root is not null:
                throw new SpecSyntaxException("a second document begins here without a line of its own for ---", line, column);
            default:
                break;
        }
    }

    private static ScalarNode Resolve(Scalar scalar, int line, int column)
    {
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
            return YamlScalars.Tagged(scalar.Tag.Value, scalar.Value, line, column);
        return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty
            ? YamlScalars.Plain(scalar.Value, line, column)
            : new ScalarNode(ScalarKind.Text, scalar.Value, line, column) { IsLiteral = scalar.Style == ScalarStyle.Literal };
    }

    private void Push(Open open)
    {
        TreeLimits.CheckDepth(_open.Count + 1, open.Line, open.Column);
        Count(1, open.Line, open.Column);
        _open.Push(open);
    }

    private void Count(long size, int line, int column)
    {
        _size += size;
        TreeLimits.CheckSize(_size, line, column);
    }

    private void Anchor(AnchorName anchor, SpecNode node)
    {
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = node;
    }

    private void Place(SpecNode node, bool counted = false, bool isMergeKey = false)
    {
        if (!counted)
            Count(node.Size, node.Line, node.Column);
        if (_open.TryPeek(out var open))
            open.Take(node, isMergeKey);
        else
            _root ??= node;
    }

    // A collection that is still being read.
    private sealed class Open(AnchorName anchor, int line, int column, MapBuilder? map)
    {
        private readonly List<SpecNode> _items = [];
        private ScalarNode? _key;
        private bool _hasKey;
        private bool _merging;

        public AnchorName Anchor { get; } = anchor;

        public int Line { get; } = line;

        public int Column { get; } = column;

        public void Take(SpecNode node, bool isMergeKey)
        {
            if (map is null)
                _items.Add(node);
            else if (!_hasKey)
                TakeKey(node, isMergeKey);
            else
                TakeValue(node);
        }

        public SpecNode Build() => map is null ? new ListNode(_items, Line, Column) : map.Build();

        private void TakeKey(SpecNode node, bool isMergeKey)
        {
            _hasKey = true;
            _merging = isMergeKey;
            _key = node as ScalarNode
                ?? throw new SpecSyntaxException($"{node.Describe()} cannot be a key; a value that begins with {{{{ must be in quotes", node.Line, node.Column);
        }

        private void TakeValue(SpecNode value)
        {
            _hasKey = false;
            if (_merging)
            {
                Merge(value);
                return;
            }
            var name = YamlScalars.Key(_key!) ?? throw new SpecSyntaxException("null cannot be a key", _key!.Line, _key.Column);
            map!.Add(new MapEntry(name, value, _key!.Line, _key.Column));
        }

        private void Merge(SpecNode value)
        {
            foreach (var source in value is ListNode list ? list.Items : [value])
                map!.Merge(source as MapNode ?? throw new SpecSyntaxException("map merge requires map or sequence of maps as the value", value.Line, value.Column));
        }
    }
}
