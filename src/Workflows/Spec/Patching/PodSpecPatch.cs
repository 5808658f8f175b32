using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Workflows.Spec.Tree;
using Fleet.Workflows.Spec.Yaml;

namespace Fleet.Workflows.Spec;

/// <summary><c>podSpecPatch</c>: changes a template as Argo would change the pod that it makes of it, as far as a pod without Kubernetes has it (Argo docs, "Pod Spec Patch").</summary>
internal static class PodSpecPatch
{
    /// <summary>Where the fields of <see cref="PatchedPod"/> stand in a patched template's JSON; nobody writes it.</summary>
    public const string PodKey = "patchedPod";

    private const string Security = "securityContext";

    private static readonly string[] Executor = ["wait", "init"];

    /// <summary>The template after a patch.</summary>
    /// <param name="template">A template of containers.</param>
    /// <param name="spec">Its workflow's specification, whose fields of the pod are patched too.</param>
    /// <param name="text">JSON or YAML, tags replaced.</param>
    /// <exception cref="SpecFormatException">It is neither, or no patch.</exception>
    public static Template Apply(Template template, WorkflowSpec spec, string text)
    {
        var patch = JsonNode.Parse(CanonicalJson.Write(Read(text)))!.AsObject();
        var target = JsonNode.Parse(template.Json)!.AsObject();
        target.Remove("podSpecPatch");
        // The pod has the workflow's where the template has none.
        if (patch.ContainsKey(Security) && !target.ContainsKey(Security) && spec.SecurityContext is { } security)
            target[Security] = JsonNode.Parse(security.Json);
        foreach (var name in (string[])["volumes", "hostAliases", Security, "nodeSelector", "activeDeadlineSeconds", "terminationGracePeriodSeconds"])
            Put(target, patch, name);
        PutPod(target, patch, spec);
        foreach (var container in Items(patch, "containers"))
            MergeContainer(target, container);
        foreach (var container in Items(patch, "initContainers"))
            MergeInto(target, "initContainers", container);
        return SpecReader.ReadTemplate(target.ToJsonString());
    }

    /// <summary>Reads a patch; a text with tags may not be readable before they are replaced.</summary>
    /// <exception cref="SpecFormatException">It is neither JSON nor YAML, or no map.</exception>
    public static MapNode Read(string text)
    {
        try
        {
            var pieces = YamlSplitter.Split(text);
            return pieces.Count == 1 && YamlTreeReader.Read(pieces[0]) is MapNode map ? map : throw new SpecFormatException("podSpecPatch is no map of fields of a pod");
        }
        catch (SpecSyntaxException e)
        {
            throw new SpecFormatException($"podSpecPatch is neither JSON nor YAML: {e.Message} (line {e.Line} of it)", e);
        }
    }

    private static void Put(JsonObject target, JsonObject patch, string name)
    {
        if (!patch.ContainsKey(name))
            return;
        StrategicMerge.Merge(target, new JsonObject { [name] = patch[name]?.DeepClone() });
    }

    // Onto the workflow's own, or what a patch before has made of it.
    private static void PutPod(JsonObject target, JsonObject patch, WorkflowSpec spec)
    {
        foreach (var name in (string[])["dnsConfig", "hostNetwork", "imagePullSecrets"])
        {
            if (!patch.ContainsKey(name))
                continue;
            if (target[PodKey] is not JsonObject pod)
                target[PodKey] = pod = [];
            if (!pod.ContainsKey(name))
            {
                pod[name] = name switch
                {
                    "dnsConfig" => spec.DnsConfig is { } dns ? JsonNode.Parse(dns) : new JsonObject(),
                    "hostNetwork" => spec.HostNetwork,
                    _ => new JsonArray([.. spec.ImagePullSecrets.Select(secret => new JsonObject { ["name"] = secret })]),
                };
            }

            Put(pod, patch, name);
            // Removed by the patch: there is none, whatever the workflow says.
            pod[name] ??= name switch { "dnsConfig" => new JsonObject(), "hostNetwork" => false, _ => new JsonArray() };
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject patch, string name) => patch[name] switch
    {
        null => [],
        JsonArray list => list.OfType<JsonObject>().Where(item => !Executor.Contains(NameOf(item))),
        _ => throw new SpecFormatException($"podSpecPatch: {name} is no list"),
    };

    // Main ones and sidecars stand in different places of a template, in one list of a pod.
    private static void MergeContainer(JsonObject target, JsonObject container)
    {
        var name = NameOf(container) ?? throw new SpecFormatException("podSpecPatch: an item of containers has no name, by which it is merged");
        if (name == "main" && (target["container"] ?? target["script"]) is JsonObject main)
            StrategicMerge.Merge(main, container);
        else if (target["containerSet"]?["containers"] is JsonArray members && members.Any(member => NameOf(member) == name))
            StrategicMerge.MergeList(members, [container.DeepClone()], "containers", "name");
        else
            MergeInto(target, "sidecars", container);
    }

    private static void MergeInto(JsonObject target, string list, JsonObject container)
    {
        if (target[list] is not JsonArray items)
            target[list] = items = [];
        StrategicMerge.MergeList(items, [container.DeepClone()], list, "name");
    }

    private static string? NameOf(JsonNode? container) => container?["name"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
