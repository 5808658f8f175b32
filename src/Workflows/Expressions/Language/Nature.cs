namespace Fleet.Workflows.Expressions.Language;

/// <summary>What is known of the type of a node before evaluation.</summary>
internal enum NatureKind
{
    Unknown,
    Nil,
    Bool,
    Int,
    Float,
    String,
    Array,
    Map,
    Time,
    Duration,
    Zone,
    Function,
}

/// <summary>A static type; <see cref="Element"/> is that of the items of an array or map, null when unknown.</summary>
internal sealed record Nature(NatureKind Kind, Nature? Element = null)
{
    public static readonly Nature Unknown = new(NatureKind.Unknown);
    public static readonly Nature Nil = new(NatureKind.Nil);
    public static readonly Nature Bool = new(NatureKind.Bool);
    public static readonly Nature Int = new(NatureKind.Int);
    public static readonly Nature Float = new(NatureKind.Float);
    public static readonly Nature String = new(NatureKind.String);
    public static readonly Nature Array = new(NatureKind.Array);
    public static readonly Nature Map = new(NatureKind.Map);
    public static readonly Nature Time = new(NatureKind.Time);
    public static readonly Nature Duration = new(NatureKind.Duration);
    public static readonly Nature Zone = new(NatureKind.Zone);
    public static readonly Nature Function = new(NatureKind.Function);

    public bool IsUnknown => Kind == NatureKind.Unknown;

    public bool IsNumber => Kind is NatureKind.Int or NatureKind.Float;

    public Nature ElementOrUnknown => Element ?? Unknown;

    public bool Is(NatureKind kind) => Kind == kind;

    public override string ToString() => Kind switch
    {
        NatureKind.Unknown => "unknown",
        NatureKind.Float => "float64",
        NatureKind.Array => Element is { IsUnknown: false } element ? $"[]{element}" : "[]interface {}",
        NatureKind.Map => "map[string]interface {}",
        NatureKind.Time => "time.Time",
        NatureKind.Duration => "time.Duration",
        NatureKind.Zone => "*time.Location",
        NatureKind.Function => "func",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
