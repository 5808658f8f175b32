using Fleet.Workflows.Spec;
using Fleet.Workflows.Spec.Tree;

namespace Fleet.Workflows.Validation;

/// <summary>What of a <c>podSpecPatch</c> is told (<see cref="PodPatchWarnings"/>), and what it must not say.</summary>
internal static class PodPatchChecks
{
    private const string DnsConfig = "dnsConfig";

    /// <summary>Looks at a patch.</summary>
    /// <param name="text">As written, tags in it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="error">Takes an error.</param>
    /// <param name="warn">Takes a warning.</param>
    public static void Check(string text, SpecPath path, Action<SpecPath, string> error, Action<SpecPath, string> warn)
    {
        try
        {
            var patch = PodSpecPatch.Read(text);
            foreach (var message in PodPatchWarnings.Of(patch))
                warn(path, message);
            if (patch.Find(DnsConfig) is MapNode dns)
            {
                foreach (var fault in DnsConfigRules.Faults(JsonPart.Element(CanonicalJson.Write(dns))).Where(fault => !HasTags(fault.Value)))
                    error(path.At(fault.Value), $"podSpecPatch: {fault.Message}");
            }
        }
        catch (SpecFormatException) when (HasTags(text))
        {
            warn(path, PodPatchWarnings.Unreadable);
        }
        catch (SpecFormatException e)
        {
            error(path, e.Message);
        }
    }

    // What they are replaced by is checked when it is known.
    private static bool HasTags(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains(ValidationRun.PlaceholderPrefix, StringComparison.Ordinal);
}
