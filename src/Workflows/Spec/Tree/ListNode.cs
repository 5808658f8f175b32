namespace Fleet.Workflows.Spec.Tree;

/// <summary>A list.</summary>
internal sealed record ListNode(IReadOnlyList<SpecNode> Items, int Line, int Column) : SpecNode(Line, Column)
{
    public override long Size { get; } = 1 + Items.Sum(i => i.Size);

    public override string Describe() => "a list";
}
