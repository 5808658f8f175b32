namespace Fleet.Cli.Evaluation;

/// <summary>The languages that can be evaluated, by the names that lines give them.</summary>
internal static class EvalKinds
{
    /// <summary>An expression of expr-lang: what stands in <c>{{=...}}</c>.</summary>
    public const string Expression = "expression";

    /// <summary>A text with tags.</summary>
    public const string Template = "template";

    /// <summary>A text with tags, of which only those of given prefixes must be known.</summary>
    public const string StrictTemplate = "template-strict";

    /// <summary>A <c>when</c> condition.</summary>
    public const string When = "when";

    /// <summary>A <c>depends</c> condition.</summary>
    public const string Depends = "depends";

    /// <summary>An expression that must be true or false (retries, hooks).</summary>
    public const string Condition = "evalbool";

    /// <summary>A <c>valueFrom.expression</c>.</summary>
    public const string ValueFrom = "valueFrom.expression";

    /// <summary>A <c>withSequence</c>.</summary>
    public const string Sequence = "sequence";

    /// <summary>An item of a loop.</summary>
    public const string Item = "item";

    /// <summary>Those that are one text, for the command line.</summary>
    public static readonly string[] OfText = [Expression, Template, When, Depends, Condition, ValueFrom];

    /// <summary>All of them.</summary>
    public static readonly string[] All = [.. OfText, StrictTemplate, Sequence, Item];
}
