namespace Fleet.Workflows.Spec.Tree;

/// <summary>A name with its value; line and column are those of the name.</summary>
internal readonly record struct MapEntry(string Name, SpecNode Value, int Line, int Column);
