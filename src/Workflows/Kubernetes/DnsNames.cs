using System.Text.RegularExpressions;

namespace Fleet.Workflows.Kubernetes;

/// <summary>Names after RFC 1123, as Kubernetes has them.</summary>
internal static partial class DnsNames
{
    /// <summary>A DNS-1123 subdomain: what a workflow's name and a label's prefix have to be; lengths are held elsewhere.</summary>
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    public static partial Regex Subdomain();
}
