using System.Text.Json;
using Fleet.Workflows.Validation;

namespace Fleet.Workflows.Spec.Fields;

/// <summary>
/// What is said of fields that are kept and have no effect, or that cannot run here: each field once, where it comes first; each resource template that needs Kubernetes; each
/// resource that no worker has, and each fault that ends nodes in Error (<see cref="RunFaults"/>), once; and what a <c>podSpecPatch</c> would change and does not.
/// </summary>
internal sealed class FieldWarnings
{
    /// <summary>Name of the type of what a container or pod asks for.</summary>
    public const string Resources = "ResourceRequirements";

    /// <summary>Name of the type of <c>dnsConfig</c>.</summary>
    public const string DnsConfig = "PodDNSConfig";

    /// <summary>Name of the type of a line of <c>hostAliases</c>.</summary>
    public const string Alias = "HostAlias";

    private const string PodPatch = "podSpecPatch";

    private static readonly FieldType Resource = FieldTable.Find("ResourceTemplate")!;
    private static readonly FieldType Specification = FieldTable.Find("WorkflowSpec")!;
    private static readonly FieldType Template = FieldTable.Find("Template")!;

    private readonly HashSet<SpecField> _seen = [];
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _faults = new(StringComparer.Ordinal);
    private readonly HashSet<string> _patches = new(StringComparer.Ordinal);
    private readonly List<string> _sentences = [];
    private IReadOnlySet<string>? _volumes;

    /// <summary>The sentences so far, in the order of the fields; faults of a pod behind those of its template.</summary>
    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>Looks at an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="type">Name of its type.</param>
    /// <param name="path">Where it is.</param>
    public void Add(JsonElement value, string type, SpecPath path)
    {
        _volumes = null;
        Object(value, FieldTable.Find(type)!, path);
    }

    /// <summary>The sentence for one; null: its class needs none.</summary>
    public static string? Sentence(SpecField field, SpecPath path) => field.Class switch
    {
        FieldClass.Warned => $"{path} has no effect: {field.Note ?? "it means nothing outside Kubernetes"}",
        FieldClass.NotRunnable => $"{path} cannot run here: {field.Note ?? "it needs Kubernetes"}",
        _ => null,
    };

    private void Value(JsonElement value, FieldShape shape, SpecPath path)
    {
        switch (shape.Kind)
        {
            case FieldKind.Object when value.ValueKind == JsonValueKind.Object:
                Object(value, shape.Type!, path);
                break;
            case FieldKind.List when value.ValueKind == JsonValueKind.Array && IsDeep(shape.Element!):
                var index = 0;
                foreach (var item in value.EnumerateArray())
                    Value(item, shape.Element!, path[index++]);
                break;
            case FieldKind.Map when value.ValueKind == JsonValueKind.Object && IsDeep(shape.Element!):
                foreach (var member in value.EnumerateObject())
                    Value(member.Value, shape.Element!, path[member.Name]);
                break;
        }
    }

    private void Object(JsonElement value, FieldType type, SpecPath path)
    {
        if (type == Resource && ResourceKinds.Problem(LeafReader.Resource(value)) is { } reason)
            _sentences.Add($"{path} {reason}: the node will end in Error");
        if (type.Name == Resources)
            Others(value, path);
        if (type == Specification)
            OfSpecification(ManifestReader.WithoutTemplates(value), path);
        foreach (var member in value.EnumerateObject())
        {
            if (type.Find(member.Name) is not { } field)
                continue;
            if (field.Class is FieldClass.Warned or FieldClass.NotRunnable)
            {
                if (_seen.Add(field))
                    _sentences.Add(Sentence(field, path[member.Name])!);
            }
            else if (IsDeep(field.Shape))
            {
                Value(member.Value, field.Shape, path[member.Name]);
            }
            else if (member.Name == PodPatch && member.Value.ValueKind == JsonValueKind.String)
            {
                Patch(member.Value.GetString()!, path);
            }
        }

        if (type == Template)
            Tell(RunFaultWalk.Of(TemplateReader.Template(value, ""), path, _volumes));
    }

    private void Others(JsonElement value, SpecPath path)
    {
        foreach (var other in OtherResources.Of(Names("requests"u8).Concat(Names("limits"u8))).Where(_resources.Add))
            _sentences.Add($"{path}: resource {other} {OtherResources.Effect}");

        IEnumerable<string> Names(ReadOnlySpan<byte> field) =>
            value.TryGetProperty(field, out var map) && map.ValueKind == JsonValueKind.Object ? map.EnumerateObject().Select(member => member.Name) : [];
    }

    private void OfSpecification(WorkflowSpec spec, SpecPath path)
    {
        _volumes = RunFaultWalk.VolumesOf(spec);
        Tell(RunFaultWalk.Of(spec, path));
    }

    private void Tell(IEnumerable<RunFault> faults) => _sentences.AddRange(faults.Where(fault => _faults.Add(fault.Message)).Select(fault => $"{fault.Place}: {fault.Message}"));

    private void Patch(string text, SpecPath path)
    {
        if (_patches.Add(text))
            _sentences.AddRange(PodPatchWarnings.Of(text).Select(warning => $"{path}.{warning.Message}"));
    }

    // A list of ten thousand texts has nothing to look for.
    private static bool IsDeep(FieldShape shape) => shape.Kind is FieldKind.Object or FieldKind.List or FieldKind.Map;
}
