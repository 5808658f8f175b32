namespace Fleet.Coordinator.Storage;

/// <summary>What names an object that stands beside workflows.</summary>
/// <param name="Kind">Its kind, such as <c>WorkflowTemplate</c>.</param>
/// <param name="Namespace">Its namespace; empty for kinds of the whole cluster.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ResourceKey(string Kind, string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
