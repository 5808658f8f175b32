using System.Reflection;
using System.Runtime.InteropServices;

namespace Fleet.Coordinator.Api.Http;

/// <summary>What <c>/api/v1/version</c> answers. Argo's clients need all eight texts and read a version of Argo out of <c>version</c>.</summary>
internal static class ServerVersion
{
    /// <summary>The Argo version whose API this is.</summary>
    public const string ArgoVersion = "v4.1.2";

    /// <summary>Version of this build of Fleet.</summary>
    public static string Fleet { get; } = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The reply.</summary>
    public static object Reply { get; } = new
    {
        version = ArgoVersion + "+fleet." + Fleet.Split('+')[0],
        buildDate = File.GetLastWriteTimeUtc(typeof(ServerVersion).Assembly.Location).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        gitCommit = Fleet.Contains('+', StringComparison.Ordinal) ? Fleet[(Fleet.IndexOf('+', StringComparison.Ordinal) + 1)..] : "",
        gitTag = "",
        gitTreeState = "",
        goVersion = "",
        compiler = RuntimeInformation.FrameworkDescription,
        platform = RuntimeInformation.RuntimeIdentifier,
    };
}
