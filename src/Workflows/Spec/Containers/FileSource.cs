namespace Fleet.Workflows.Spec;

/// <summary>Where files of a volume come from: one object of one kind. A volume <c>configMap</c>, <c>secret</c> or <c>downwardAPI</c> has one, a <c>projected</c> one several.</summary>
public sealed record FileSource
{
    /// <summary>The kind.</summary>
    public FileSourceKind Kind { get; init; }

    /// <summary>Name of the ConfigMap or Secret; of a kind that is not known, its field.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>items</c>; empty: every key. Of <c>downwardAPI</c> the key is <c>fieldRef.fieldPath</c>, empty where it has none.</summary>
    public IReadOnlyList<KeyToPath> Items { get; init; } = [];

    /// <summary>The object, and each key of it, may be missing.</summary>
    public bool Optional { get; init; }
}
