namespace Fleet.Workflows.Spec;

/// <summary>Resources of a container or pod that no worker has: what asks for them runs where they are not.</summary>
internal static class OtherResources
{
    /// <summary>What is said of one.</summary>
    public const string Effect = "has no effect: only cpu and memory are counted and limited. Choose workers that have it by nodeSelector and their labels";

    /// <summary>Those of some names, each once, in order.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> names) => names.Where(name => name is not ("cpu" or "memory")).Distinct().Order(StringComparer.Ordinal);
}
