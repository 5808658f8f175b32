namespace Fleet.Workflows.Expressions;

/// <summary>The JSON type of a loop item.</summary>
public enum LoopItemKind
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A number, kept as it was written.</summary>
    Number,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>An object.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Null: Argo has no use for it and refuses it when the loop is expanded.</summary>
    Null,
}
