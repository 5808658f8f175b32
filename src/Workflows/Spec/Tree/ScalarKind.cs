namespace Fleet.Workflows.Spec.Tree;

/// <summary>JSON's kinds of scalars.</summary>
internal enum ScalarKind
{
    Text,
    Number,
    Flag,
    Null,
}
