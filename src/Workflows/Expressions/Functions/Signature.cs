using Fleet.Workflows.Expressions.Language;

namespace Fleet.Workflows.Expressions.Functions;

/// <summary>
/// The parameter and result types of a built-in function, written in letters before and after a colon: <c>ss:b</c> takes two strings and gives a
/// bool. s string, i int, f float, n number, k number or string, b bool, a list, l list of strings, m map, c list, map or string, t time,
/// d duration, z zone, y number or list, x anything, e an item of the first argument, A the first argument itself; <c>*</c> repeats the last.
/// </summary>
internal sealed record Signature(string Parameters, char Result)
{
    public static Signature[] ParseAll(string text) =>
        [.. text.Split('|').Select(part => new Signature(part[..^2], part[^1]))];

    private bool IsVariadic => Parameters.EndsWith('*');

    public int MinArguments => Parameters.Length - (IsVariadic ? 1 : 0);

    public int MaxArguments => IsVariadic ? int.MaxValue : Parameters.Length;

    public bool TakesCount(int count) => count >= MinArguments && count <= MaxArguments;

    /// <summary>The first argument that does not fit, or -1.</summary>
    public int FirstMisfit(IReadOnlyList<Nature> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            if (!Fits(ParameterAt(i), arguments[i].Kind))
                return i;
        }

        return -1;
    }

    public char ParameterAt(int index) => Parameters[Math.Min(index, MinArguments - 1)];

    public Nature ResultOf(IReadOnlyList<Nature> arguments) => Result switch
    {
        's' => Nature.String,
        'i' => Nature.Int,
        'f' => Nature.Float,
        'b' => Nature.Bool,
        'a' => Nature.Array,
        'l' => new Nature(NatureKind.Array, Nature.String),
        'm' => Nature.Map,
        't' => Nature.Time,
        'd' => Nature.Duration,
        'z' => Nature.Zone,
        'e' => arguments[0].ElementOrUnknown,
        'A' => arguments[0],
        _ => Nature.Unknown,
    };

    public static string NameOf(char parameter) => parameter switch
    {
        's' => "string",
        'i' => "int",
        'f' or 'n' or 'y' => "number",
        'k' => "number or string",
        'b' => "bool",
        'a' => "array",
        'm' => "map",
        'c' => "string, array or map",
        'd' => "duration",
        'z' => "timezone",
        _ => "any",
    };

    private static bool Fits(char parameter, NatureKind kind)
    {
        if (kind == NatureKind.Unknown || parameter == 'x')
            return true;
        return parameter switch
        {
            's' => kind == NatureKind.String,
            'i' => kind == NatureKind.Int,
            'f' or 'n' => kind is NatureKind.Int or NatureKind.Float,
            'k' => kind is NatureKind.Int or NatureKind.Float or NatureKind.String,
            'b' => kind == NatureKind.Bool,
            'a' => kind == NatureKind.Array,
            'm' => kind == NatureKind.Map,
            'c' => kind is NatureKind.String or NatureKind.Array or NatureKind.Map,
            'y' => kind is NatureKind.Int or NatureKind.Float or NatureKind.Array,
            'd' => kind == NatureKind.Duration,
            'z' => kind == NatureKind.Zone,
            _ => false,
        };
    }
}
