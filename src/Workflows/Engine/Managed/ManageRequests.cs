using System.Security.Cryptography;
using Fleet.Workflows.Engine.Nodes;
using Fleet.Workflows.Expressions;
using Fleet.Workflows.Kubernetes;
using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Engine.Managed;

/// <summary>From a resource template to what is done. Only workflows are managed here: other kinds live in Kubernetes.</summary>
internal static class ManageRequests
{
    private static readonly string[] WorkflowWords = ["workflow", "workflows", "wf", "workflows.argoproj.io", "workflow.argoproj.io"];

    /// <summary>The request of a node.</summary>
    /// <exception cref="ExpressionException">The template cannot be carried out; the message is a sentence.</exception>
    public static ManageRequest Build(WorkflowState state, Node node, Template template)
    {
        var resource = template.Resource!;
        var map = resource.Manifest is { } text ? Manifest(text) : null;
        var kind = map is not null ? Text(map, "kind") ?? "" : resource.Flags.FirstOrDefault(flag => !flag.StartsWith('-')) ?? "";
        if (map is null ? !WorkflowWords.Contains(kind, StringComparer.OrdinalIgnoreCase) : kind != "Workflow" || Text(map, "apiVersion")?.StartsWith("argoproj.io/", StringComparison.Ordinal) != true)
            throw Impossible($"a resource template of kind '{kind}' needs Kubernetes; here only kind Workflow (argoproj.io/v1alpha1) can be managed");
        var metadata = map?.Find("metadata") as MapNode;
        var name = map is null ? resource.Flags.Where(flag => !flag.StartsWith('-')).Skip(1).FirstOrDefault() : metadata is null ? null : Text(metadata, "name");
        var uid = ChildUid(state.Uid, node.Ordinal);
        return new ManageRequest
        {
            Action = Action(resource.Action),
            Namespace = (metadata is null ? null : Text(metadata, "namespace")) ?? state.Namespace,
            Name = name,
            Manifest = map is null || resource.Action is not ("create" or "apply") ? null : CanonicalJson.Write(resource.SetOwnerReference ? Owned(map, state) : map),
            Key = $"resource/{state.Uid:D}/{node.Ordinal}",
            Uid = uid,
            News = News(resource),
        };
    }

    /// <summary>Uid of the workflow that a node creates: the same however often it is asked for.</summary>
    public static Guid ChildUid(Guid parent, int ordinal)
    {
        Span<byte> input = stackalloc byte[20];
        parent.TryWriteBytes(input, bigEndian: true, out _);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(input[16..], ordinal);
        var hash = SHA256.HashData(input).AsSpan(0, 16);
        // RFC 9562, version 8: made by own rules.
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static MapNode Manifest(string text)
    {
        try
        {
            var pieces = YamlSplitter.Split(text);
            if (pieces.Count == 1 && YamlTreeReader.Read(pieces[0]) is MapNode map)
                return map;
        }
        catch (SpecSyntaxException e)
        {
            throw Impossible($"resource.manifest is no YAML: {e.Message}");
        }

        throw Impossible("resource.manifest must be one object");
    }

    private static ManageAction Action(string action) => action switch
    {
        "get" => ManageAction.Get,
        "create" => ManageAction.Create,
        "apply" => ManageAction.Apply,
        "delete" => ManageAction.Delete,
        _ => throw Impossible($"resource.action {action}: the manifest of a workflow cannot be changed once it is submitted; use create, apply, get or delete"),
    };

    private static ManagedNews News(ResourceTemplate resource)
    {
        if (resource is { SuccessCondition: null, FailureCondition: null } || resource.Action == "delete")
            return ManagedNews.None;
        var (success, failure) = Conditions(resource);
        return success?.OnlyPhase != false && failure?.OnlyPhase != false ? ManagedNews.Phase : ManagedNews.All;
    }

    /// <summary>Its conditions, read.</summary>
    /// <exception cref="ExpressionException">One is none.</exception>
    public static (ResourceCondition? Success, ResourceCondition? Failure) Conditions(ResourceTemplate resource) => (
        resource.SuccessCondition is { } success ? ResourceCondition.Parse(success, "success") : null,
        resource.FailureCondition is { } failure ? ResourceCondition.Parse(failure, "fail") : null);

    private static MapNode Owned(MapNode map, WorkflowState state)
    {
        var owner = JsonTreeReader.Read($$"""[{"apiVersion":"argoproj.io/v1alpha1","kind":"Workflow","name":"{{state.Name}}","uid":"{{state.Uid:D}}","controller":true,"blockOwnerDeletion":true}]""");
        return map.Edit("metadata", own => own.With("ownerReferences", owner));
    }

    private static string? Text(MapNode map, string name) => map.Find(name) is ScalarNode { Kind: not ScalarKind.Null } scalar && scalar.Written.Length > 0 ? scalar.Written : null;

    private static ExpressionException Impossible(string message) => new(ExpressionErrorKind.Evaluation, message);
}
