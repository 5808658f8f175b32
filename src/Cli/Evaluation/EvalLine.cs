using System.Text.Json;
using Fleet.Workflows.Expressions;

namespace Fleet.Cli.Evaluation;

/// <summary>Reads a line of <c>fleet eval --jsonl</c>: <c>{"id", "kind", "input", "scope"}</c> and what the kind asks for besides.</summary>
internal static class EvalLine
{
    /// <summary>What is to be evaluated.</summary>
    /// <exception cref="InvalidDataException">The line has not the shape of its kind.</exception>
    public static EvalInput Read(JsonElement line, DateTimeOffset now)
    {
        var kind = Text(line, "kind") ?? throw Missing("kind");
        if (!EvalKinds.All.Contains(kind))
            throw new InvalidDataException($"there is no kind '{kind}'; there are {string.Join(", ", EvalKinds.All)}");
        var sequence = kind == EvalKinds.Sequence ? Find(line, "seq", JsonValueKind.Object) ?? throw Missing("seq") : default;
        var names = new Dictionary<string, ScopeName>(StringComparer.Ordinal);
        if (Find(line, "scope", JsonValueKind.Object) is { } scope)
            Names(scope, "", names);
        return new EvalInput
        {
            Kind = kind,
            Text = Text(line, "input") ?? (kind == EvalKinds.Sequence || (kind == EvalKinds.Depends && line.TryGetProperty("dependencies", out _)) ? "" : throw Missing("input")),
            Scope = new TagScope(names.Select(name => KeyValuePair.Create(name.Key, (object?)name.Value.Text))),
            Variables = new TagScope(names.Select(name => KeyValuePair.Create(name.Key, name.Value.Value))),
            Tags = Tags(line, kind) with { Now = now },
            Results = kind == EvalKinds.Depends ? Results(line) : new Dictionary<string, IReadOnlySet<TaskResult>>(),
            Dependencies = Find(line, "dependencies", JsonValueKind.Array) is { } listed ? Texts(listed, "dependencies") : null,
            ContinueOn = Find(line, "continueOn", JsonValueKind.Object) is { } on ? on.EnumerateObject().ToDictionary(task => task.Name, ContinueOn) : [],
            Sequence = kind == EvalKinds.Sequence ? (Text(sequence, "start"), Text(sequence, "end"), Text(sequence, "count"), Text(sequence, "format")) : default,
            Item = kind == EvalKinds.Item ? Find(line, "item", null) ?? throw Missing("item") : default,
            Name = kind == EvalKinds.Item ? Text(line, "name") ?? throw Missing("name") : "",
            Index = Find(line, "index", JsonValueKind.Number) is { } index && index.TryGetInt32(out var at) ? at : 0,
        };
    }

    private static TagOptions Tags(JsonElement line, string kind)
    {
        if (kind == EvalKinds.StrictTemplate)
            return new TagOptions { Unresolved = UnresolvedTags.FailForPrefixes, StrictPrefixes = Texts(Find(line, "strict_prefixes", JsonValueKind.Array) ?? throw Missing("strict_prefixes"), "strict_prefixes") };
        // Argo gives a condition with an unresolved tag to its parser, whose error names the place.
        return kind == EvalKinds.When || (line.TryGetProperty("allow_unresolved", out var allowed) && allowed.ValueKind == JsonValueKind.True) ? TagOptions.Keep : TagOptions.Fail;
    }

    // Dotted or nested; a value is what its JSON says.
    private static void Names(JsonElement value, string name, Dictionary<string, ScopeName> names)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (name == ScopeName.Item && JsonSerializer.Serialize(value) is var item)
                names[name] = new ScopeName(item, item);
            foreach (var part in value.EnumerateObject())
                Names(part.Value, name.Length == 0 ? part.Name : $"{name}.{part.Name}", names);
        }
        else
        {
            names[name] = ScopeName.Of(value.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => value.GetString(), _ => value.GetRawText() }, value);
        }
    }

    private static Dictionary<string, IReadOnlySet<TaskResult>> Results(JsonElement line) => (Find(line, "deps", JsonValueKind.Object) ?? throw Missing("deps")).EnumerateObject().ToDictionary(
        task => task.Name,
        task => (IReadOnlySet<TaskResult>)(task.Value.ValueKind == JsonValueKind.Object ? task.Value : throw Wrong($"deps.{task.Name}", JsonValueKind.Object))
            .EnumerateObject().Where(result => result.Value.ValueKind == JsonValueKind.True).Select(result => Result(task.Name, result.Name)).ToHashSet());

    /// <summary>A result of a task by its name.</summary>
    /// <exception cref="InvalidDataException">There is no such result.</exception>
    public static TaskResult Result(string task, string name) => Enum.TryParse<TaskResult>(name, out var result) && Enum.IsDefined(result) && !char.IsAsciiDigit(name[0])
        ? result
        : throw new InvalidDataException($"task '{task}': '{name}' is no result; there are {string.Join(", ", Enum.GetNames<TaskResult>())}");

    private static TaskContinueOn ContinueOn(JsonProperty task)
    {
        var on = Texts(task.Value.ValueKind == JsonValueKind.Array ? task.Value : throw Wrong($"continueOn.{task.Name}", JsonValueKind.Array), "continueOn");
        return new TaskContinueOn(on.Contains("error"), on.Contains("failed"));
    }

    private static string[] Texts(JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw new InvalidDataException($"\"{name}\" must be a list of texts"))];

    private static string? Text(JsonElement line, string name) => Find(line, name, JsonValueKind.String)?.GetString();

    private static JsonElement? Find(JsonElement line, string name, JsonValueKind? kind)
    {
        if (line.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("a line must be a JSON object");
        if (!line.TryGetProperty(name, out var value))
            return null;
        return kind is null || value.ValueKind == kind ? value : throw Wrong(name, kind.Value);
    }

    private static InvalidDataException Missing(string name) => new($"\"{name}\" is missing");

    private static InvalidDataException Wrong(string name, JsonValueKind kind) => new($"\"{name}\" must be {(kind is JsonValueKind.Array or JsonValueKind.Object ? "an" : "a")} {kind}");
}
