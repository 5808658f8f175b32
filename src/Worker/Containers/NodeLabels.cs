using System.Runtime.InteropServices;

namespace Fleet.Worker.Containers;

/// <summary>The labels that each worker has by itself, as each node of a Kubernetes cluster (Kubernetes docs, "Well-Known Labels"), so that selectors written for clusters find it.</summary>
public static class NodeLabels
{
    /// <summary>What this machine's processor is called in them.</summary>
    public static string OwnArchitecture => Architecture(RuntimeInformation.OSArchitecture.ToString());

    /// <summary>The labels.</summary>
    /// <param name="os">Operating system of its containers: <c>linux</c>.</param>
    /// <param name="architecture">Their architecture, as <see cref="Architecture"/> gives it.</param>
    /// <param name="host">Name of the host; null: it has none.</param>
    public static Dictionary<string, string> Of(string os, string architecture, string? host)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kubernetes.io/os"] = os,
            ["kubernetes.io/arch"] = architecture,
            ["beta.kubernetes.io/os"] = os,
            ["beta.kubernetes.io/arch"] = architecture,
        };
        if (host is not null)
            labels["kubernetes.io/hostname"] = host;
        return labels;
    }

    /// <summary>The name that Go, and so Kubernetes, has for an architecture.</summary>
    /// <param name="name">The kernel's name for it (<c>x86_64</c>), or .NET's.</param>
    public static string Architecture(string name) => name.ToLowerInvariant() switch
    {
        "x86_64" or "x64" => "amd64",
        "aarch64" => "arm64",
        "i386" or "i686" or "x86" => "386",
        "armv6l" or "armv7l" or "armv6" => "arm",
        var other => other,
    };
}
