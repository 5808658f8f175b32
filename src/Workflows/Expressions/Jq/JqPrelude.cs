namespace Fleet.Workflows.Expressions.Jq;

/// <summary>The part of jq's library that is written in jq itself (jq's manual, "Builtin operators and functions").</summary>
internal static class JqPrelude
{
    private const string Source = """
        def map(f): [.[] | f];
        def map_values(f): .[] |= f;
        def select(f): if f then . else empty end;
        def recurse: ..;
        def values: select(. != null);
        def nulls: select(. == null);
        def booleans: select(type == "boolean");
        def numbers: select(type == "number");
        def strings: select(type == "string");
        def arrays: select(type == "array");
        def objects: select(type == "object");
        def iterables: select(type == "array" or type == "object");
        def scalars: select(type != "array" and type != "object");
        def add(f): reduce f as $x (null; . + $x);
        def to_entries: [keys[] as $k | {key: $k, value: .[$k]}];
        def from_entries: reduce .[] as $e ({};
            ($e | if type == "object" then (if has("key") then .key elif has("k") then .k elif has("name") then .name elif has("Name") then .Name elif has("Key") then .Key else .K end) else . end) as $k
            | ($e | if type == "object" then (if has("value") then .value elif has("v") then .v elif has("Value") then .Value else .V end) else null end) as $v
            | . + {($k | if type == "string" then . elif . == null then "null" else tojson end): $v});
        def with_entries(f): to_entries | map(f) | from_entries;
        def any(f): isempty(first(.[] | f | if . then true else empty end)) | not;
        def all(f): isempty(first(.[] | f | if . then empty else true end));
        def any(g; c): isempty(first(g | c | if . then true else empty end)) | not;
        def all(g; c): isempty(first(g | c | if . then empty else true end));
        def any: any(.);
        def all: all(.);
        def in(o): . as $k | o | has($k);
        def inside(o): . as $p | o | contains($p);
        def last(f): reduce f as $x (null; $x);
        def first: .[0];
        def last: .[-1];
        def nth($n): .[$n];
        def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
        def del(f): delpaths([path(f)]);
        def to_array: if type == "array" then . else [.] end;
        def toarray: to_array;
        def paths: path(..) | select(length > 0);
        def paths(f): path(.. | select(f)) | select(length > 0);
        def leaf_paths: paths(scalars);
        def pick(f): . as $v | reduce path(f) as $p (null; setpath($p; $v | getpath($p)));
        def walk(f): if type == "object" then map_values(walk(f)) elif type == "array" then map(walk(f)) else . end | f;
        def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
        def combinations(n): . as $v | [range(n)] | map($v) | combinations;
        def ascii: [.] | implode;
        def finites: select(isinfinite or isnan | not);
        def normals: select(isnormal);
        def match($re): match($re; null);
        def test($re): test($re; null);
        def capture($re): capture($re; null);
        def capture($re; $flags): match($re; $flags) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
        def scan($re): scan($re; null);
        def scan($re; $flags): match($re; "g" + $flags) | if (.captures | length) > 0 then [.captures[].string] else .string end;
        def splits($re): split($re; null)[];
        def splits($re; $flags): split($re; $flags)[];
        def sub($re; str): sub($re; str; "");
        def gsub($re; str): sub($re; str; "g");
        def gsub($re; str; $flags): sub($re; str; $flags + "g");
        def sub($re; str; $flags): . as $in
            | reduce match($re; $flags) as $m ({at: 0, out: [""]};
                ($m | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries) as $c
                | [$c | str] as $new
                | .out = [.out[] + $in[.at:$m.offset] + $new[]]
                | .at = $m.offset + $m.length)
            | .out[] + $in[.at:];
        def index($x): indices($x) | .[0];
        def rindex($x): indices($x) | .[-1:][0];
        def todate: todateiso8601;
        def fromdate: fromdateiso8601;
        def isvalid(f): try (f | true) catch false;
        def min_by(f): [.[] | {k: [f], v: .}] | if length == 0 then null else reduce .[1:][] as $x (.[0]; if $x.k < .k then $x else . end) | .v end;
        def max_by(f): [.[] | {k: [f], v: .}] | if length == 0 then null else reduce .[1:][] as $x (.[0]; if $x.k >= .k then $x else . end) | .v end;
        def min: min_by(.);
        def max: max_by(.);
        """;

    private static readonly Lazy<Dictionary<(string, int), JqFunction>> Functions = new(() => JqParser.ParseLibrary(Source).ToDictionary(function => (function.Name, function.Parameters.Count)));

    /// <summary>A function of the library; null: it is none.</summary>
    public static JqFunction? Find(string name, int arity) => Functions.Value.GetValueOrDefault((name, arity));

    /// <summary>It is one of the library.</summary>
    public static bool Has(string name, int arity) => Functions.Value.ContainsKey((name, arity));
}
