using System.Text.Json;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Spec;

namespace Fleet.Workflows.Engine.Plans;

/// <summary>One step, task or hook of a template: what is the same for every run of it. Made once per template.</summary>
internal sealed class CallSite
{
    private static readonly HashSet<string> LoopFields = new(StringComparer.Ordinal) { "withItems", "withParam", "withSequence" };

    private IReadOnlyList<LoopItem>? _staticItems;
    private TagText? _text;
    private TagText? _when;

    public CallSite(TemplateCall call, int group, int index)
    {
        Call = call;
        Group = group;
        Index = index;
        IsTask = call is DagTask;
        Suffix = "." + call.Name;
        HasHooks = call.Hooks.Count > 0 || call.OnExit is not null;
        HasStaticItems = call.WithItems.Count > 0 && !call.WithItems.Any(item => TagTemplate.HasTags(item.Json));
        Hooks = call.Hooks.Count == 0 ? [] : [.. call.Hooks.Where(h => h.Key != LifecycleHook.Exit).OrderBy(h => h.Key, StringComparer.Ordinal)];
    }

    /// <summary>The call as written.</summary>
    public TemplateCall Call { get; }

    /// <summary>Step group it is in; 0 in a DAG.</summary>
    public int Group { get; }

    /// <summary>Place in the group or among the tasks.</summary>
    public int Index { get; }

    /// <summary>A task of a DAG, not a step.</summary>
    public bool IsTask { get; }

    /// <summary>What its node's name adds to the owner's.</summary>
    public string Suffix { get; }

    /// <summary>Its JSON text, without items that have no tags.</summary>
    public TagText Text => _text ??= TagText.Json(
        HasStaticItems || HasHooks ? Filter(Call.Json, name => name is not ("hooks" or "onExit") && !(HasStaticItems && name == "withItems")) : Call.Json);

    /// <summary>Its condition; null: none.</summary>
    public TagText? When => Call.When is { } when ? _when ??= TagText.Plain(when) : null;

    /// <summary>Hooks other than <c>exit</c>, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, LifecycleHook>> Hooks { get; }

    /// <summary>It has hooks or an exit handler.</summary>
    public bool HasHooks { get; }

    /// <summary><c>withItems</c> without tags.</summary>
    public bool HasStaticItems { get; }

    /// <summary>The items of <see cref="HasStaticItems"/>.</summary>
    public IReadOnlyList<LoopItem> StaticItems => _staticItems ??= HasStaticItems ? Items(Call.WithItems) : [];

    /// <summary>Reads the text of a call after its tags were replaced.</summary>
    public TemplateCall Read(string json) => IsTask ? SpecReader.ReadTask(json) : SpecReader.ReadStep(json);

    /// <summary>The call text of one item: without the loop itself.</summary>
    public static string WithoutLoop(string json) => Filter(json, name => !LoopFields.Contains(name));

    /// <summary>Only the loop of a call.</summary>
    public static string LoopOnly(string json) => Filter(json, name => name == "name" || LoopFields.Contains(name));

    /// <summary>Reads items.</summary>
    public static IReadOnlyList<LoopItem> Items(IReadOnlyList<Item> items)
    {
        var result = new LoopItem[items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            using var document = JsonDocument.Parse(items[i].Json);
            result[i] = LoopItem.FromJson(document.RootElement);
        }

        return result;
    }

    private static string Filter(string json, Predicate<string> keeps)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (keeps(property.Name))
                    property.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
