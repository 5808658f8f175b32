namespace Fleet.Coordinator.Tests.Api;

/// <summary>Bodies of create calls.</summary>
internal static class Bodies
{
    /// <summary>One container that ends at once.</summary>
    public const string Echo = """{"name":"main","container":{"image":"alpine","command":["echo"]}}""";

    /// <summary>Runs until somebody resumes it.</summary>
    public const string Gate = """{"name":"main","suspend":{}}""";

    /// <summary>Runs until somebody stops it.</summary>
    public const string Endless = """{"name":"main","metadata":{"annotations":{"fleet.dummy/duration":"1h"}},"container":{"image":"alpine","command":["sleep"]}}""";

    public static string Workflow(string name, string template = Echo, string metadata = "") =>
        $$$$"""{"workflow":{"metadata":{"name":"{{{{name}}}}"{{{{metadata}}}}},"spec":{"entrypoint":"main","templates":[{{{{template}}}}]}}}""";

    /// <summary>A container that prints.</summary>
    public static string Print(string text) =>
        $$$"""{"name":"main","metadata":{"annotations":{"fleet.dummy/result":"{{{text}}}"}},"container":{"image":"alpine","command":["echo"]}}""";
}
