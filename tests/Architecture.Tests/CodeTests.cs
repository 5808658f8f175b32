using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Fleet.Architecture.Tests;

/// <summary>Rules about what code calls and how it is cut (docs/architecture.md).</summary>
public sealed class CodeTests
{
    private static readonly System.Reflection.Assembly Workflows = typeof(Fleet.Workflows.Engine.Decision).Assembly;

    private static readonly System.Reflection.Assembly[] All =
    [
        typeof(Fleet.Contracts.TaskStamp).Assembly, Workflows, typeof(Fleet.Client.IFleetApi).Assembly, typeof(Fleet.Coordinator.Storage.IFleetStore).Assembly,
        typeof(Fleet.Artifacts.IArtifactStore).Assembly, typeof(Fleet.Worker.Containers.IContainerRuntime).Assembly, System.Reflection.Assembly.Load("fleet"),
    ];

    // Kinds of texts and buffers in System.IO that touch nothing outside.
    private static readonly string[] InMemory = ["System.IO.BinaryReader", "System.IO.BinaryWriter", "System.IO.MemoryStream", "System.IO.StringReader", "System.IO.StringWriter", "System.IO.TextReader", "System.IO.TextWriter", "System.IO.Stream"];

    [Fact]
    public void Time_ComesFromATimeProvider() => None(All.SelectMany(assembly => Il.Calls(assembly, IsClock)));

    [Fact]
    public void Nobody_BlocksOnATask() => None(All.SelectMany(assembly => Il.Calls(assembly, called =>
        called.DeclaringType.Namespace == "System.Threading.Tasks" && called.DeclaringType.Name is "Task" or "Task`1" or "ValueTask`1" && called.Name is "get_Result" or "Wait" or "WaitAll" or "WaitAny")));

    [Fact]
    public void Workflows_DoNoIoWaitForNothingAndAskForNoLuck() => None(Il.Calls(Workflows, called => IsClock(called) || IsOutside(called)));

    [Fact]
    public void Calls_OfTheHosts_AreSeen()
    {
        // That the rules above can fail: what they forbid to the engine is found where it is allowed.
        Assert.NotEmpty(All.SelectMany(assembly => Il.Calls(assembly, IsOutside)));
        Assert.NotEmpty(Il.Calls(typeof(CodeTests).Assembly, IsClock));
        Assert.True(Now() > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void Files_AreShort()
    {
        var sizes = Sources().Select(path => (Path: path, Lines: File.ReadLines(path).Count())).OrderBy(file => file.Lines).ToArray();

        Assert.InRange(sizes[sizes.Length / 2].Lines, 1, 80);
        Assert.Empty(sizes.Where(file => file.Lines > 300).Select(file => $"{file.Path}: {file.Lines} lines"));
    }

    [Fact]
    public void Rooms_AreNamedInTheDocument()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "architecture.md"));
        var rooms = Sources().Select(path => Path.GetRelativePath(Path.Combine(Root(), "src"), path).Split('/')).Where(parts => parts.Length > 2).Select(parts => parts[1]).Distinct().ToArray();

        Assert.NotEmpty(rooms);
        Assert.DoesNotContain(rooms, room => !text.Contains($"`{room}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_OfTheDocument_AreThere()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "architecture.md"));
        var named = Regex.Matches(text, "`([A-Z][A-Za-z]+)`").Select(match => match.Groups[1].Value).Distinct().ToArray();
        var code = string.Join('\n', Sources().SelectMany(path => (string[])[path, File.ReadAllText(path)]));

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, name => !Regex.IsMatch(code, $@"\b{name}\b"));
    }

    [Fact]
    public void Packages_AreInAlphabeticalOrder()
    {
        var packages = File.ReadLines(Path.Combine(Root(), "Directory.Packages.props")).Where(line => line.Contains("<PackageVersion ", StringComparison.Ordinal)).Select(line => line.Split('"')[1]).ToArray();

        Assert.NotEmpty(packages);
        Assert.Equal(packages.Order(StringComparer.Ordinal), packages);
    }

    // `dotnet format` tells it too, but compiles all projects for it once more; the rest of its rules the build has (warnings) or needs no compiler (test.sh).
    [Fact]
    public void Usings_AreInOrder()
    {
        var files = ((string[])["src", "tests", "bench"]).SelectMany(Sources).ToArray();

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(path => Usings(path) is var usings && !usings.SequenceEqual(InOrder(usings))).Select(path => $"{path}: {string.Join(", ", InOrder(Usings(path)))}"));
    }

    [Theory]
    [InlineData("using Fleet.Client;\nusing System;\n\nnamespace A;", "System, Fleet.Client")]
    [InlineData("// Why.\nusing B.C.D;\nusing b.c;\nusing static A.X;\nusing A = X.Y;\nusing A;\nclass C { void M() { using var z = y; } }", "A, b.c, B.C.D, static A.X, A = X.Y")]
    [InlineData("namespace A;", "")]
    public void Usings_InOrder_AreSystemFirst_ThenByTheirParts(string text, string expected) => Assert.Equal(expected, string.Join(", ", InOrder(UsingsOf(text.Split('\n')))));

    private static string[] Usings(string path) => UsingsOf(File.ReadLines(path));

    private static string[] UsingsOf(IEnumerable<string> lines) => [.. lines.TakeWhile(line => line.Length == 0 || line[0] is '/' or '#' || line.StartsWith("using ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("using ", StringComparison.Ordinal)).Select(line => line["using ".Length..].TrimEnd(';'))];

    private static IEnumerable<string> InOrder(string[] usings) => usings
        .OrderBy(name => name.Contains('=', StringComparison.Ordinal) ? 2 : name.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0)
        .ThenBy(name => $"{name}.".StartsWith("System.", StringComparison.Ordinal) ? 0 : 1)
        .ThenBy(name => name.Replace('.', '\t'), StringComparer.OrdinalIgnoreCase);

    private static void None(IEnumerable<string> calls) => Assert.Equal("", string.Join('\n', calls));

    private static DateTimeOffset Now() => DateTimeOffset.UtcNow;

    private static bool IsClock(MethodReference called) => (called.DeclaringType.FullName, called.Name) is
        ("System.DateTime" or "System.DateTimeOffset", "get_Now" or "get_UtcNow" or "get_Today")
        or ("System.Diagnostics.Stopwatch", _)
        or ("System.Environment", "get_TickCount" or "get_TickCount64")
        or ("System.Threading.Thread", "Sleep");

    private static bool IsOutside(MethodReference called) =>
        called.DeclaringType.Namespace is "System.Threading.Tasks" or "System.Net" or "System.Net.Http" or "System.Net.Sockets" or "Microsoft.Extensions.Logging"
        || (called.DeclaringType.Namespace == "System.IO" && !InMemory.Contains(called.DeclaringType.FullName) && !called.DeclaringType.Name.EndsWith("Exception", StringComparison.Ordinal))
        || (called.DeclaringType.FullName, called.Name) is ("System.Random", _) or ("System.Guid", "NewGuid" or "CreateVersion7") or ("System.Console", _) or ("System.Diagnostics.Process", _)
            or ("System.TimeProvider", _) or ("System.Environment", "GetEnvironmentVariable" or "get_MachineName" or "get_ProcessId");

    private static IEnumerable<string> Sources(string folder = "src") => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Fleet.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
