using System.Text.Json;

namespace Fleet.Workflows.Spec;

/// <summary>Reads steps, DAG tasks and hooks.</summary>
internal static class CallReader
{
    public static WorkflowStep Step(JsonElement e) => Step(e, e.GetRawText());

    public static WorkflowStep Step(JsonElement e, string json) => Call(new WorkflowStep(), e, json);

    public static DagTask Task(JsonElement e) => Task(e, e.GetRawText());

    public static DagTask Task(JsonElement e, string json) => Call(new DagTask { Depends = e.NonEmpty("depends"u8), Dependencies = e.Texts("dependencies"u8) }, e, json);

    public static LifecycleHook Hook(JsonElement e) => new()
    {
        Template = e.NonEmpty("template"u8),
        TemplateRef = e.Object("templateRef"u8, TemplateRef),
        Arguments = e.Object("arguments"u8, ValueReader.Arguments) ?? Arguments.None,
        Expression = e.NonEmpty("expression"u8),
    };

    private static T Call<T>(T call, JsonElement e, string json)
        where T : TemplateCall
    {
        return call with
        {
            Json = json,
            Name = e.Text("name"u8),
            Template = e.NonEmpty("template"u8),
            TemplateRef = e.Object("templateRef"u8, TemplateRef),
            Inline = e.Object("inline"u8, TemplateReader.Template),
            Arguments = e.Object("arguments"u8, ValueReader.Arguments) ?? Arguments.None,
            When = e.NonEmpty("when"u8),
            WithItems = e.List("withItems"u8, Item),
            WithParam = e.NonEmpty("withParam"u8),
            WithSequence = e.Object("withSequence"u8, Sequence),
            ContinueOn = e.Object("continueOn"u8, ContinueOn),
            Hooks = e.Map("hooks"u8, Hook),
            OnExit = e.NonEmpty("onExit"u8),
        };
    }

    private static TemplateRef TemplateRef(JsonElement e) => new()
    {
        Name = e.Text("name"u8),
        Template = e.Text("template"u8),
        ClusterScope = e.Flag("clusterScope"u8),
    };

    private static Item Item(JsonElement e) => new(e.GetRawText());

    private static Sequence Sequence(JsonElement e) => new()
    {
        Count = e.NonEmpty("count"u8),
        Start = e.NonEmpty("start"u8),
        End = e.NonEmpty("end"u8),
        Format = e.NonEmpty("format"u8),
    };

    private static ContinueOn ContinueOn(JsonElement e) => new() { Error = e.Flag("error"u8), Failed = e.Flag("failed"u8) };
}
