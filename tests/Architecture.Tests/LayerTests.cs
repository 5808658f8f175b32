using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Fleet.Architecture.Tests;

/// <summary>Who may know whom (docs/architecture.md).</summary>
public sealed class LayerTests
{
    private static readonly System.Reflection.Assembly Contracts = typeof(Fleet.Contracts.TaskStamp).Assembly;
    private static readonly System.Reflection.Assembly Workflows = typeof(Fleet.Workflows.Engine.Decision).Assembly;
    private static readonly System.Reflection.Assembly Client = typeof(Fleet.Client.IFleetApi).Assembly;
    private static readonly System.Reflection.Assembly Coordinator = typeof(Fleet.Coordinator.Storage.IFleetStore).Assembly;
    private static readonly System.Reflection.Assembly Artifacts = typeof(Fleet.Artifacts.IArtifactStore).Assembly;
    private static readonly System.Reflection.Assembly Worker = typeof(Fleet.Worker.Containers.IContainerRuntime).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture All = new ArchLoader().LoadAssemblies(Contracts, Workflows, Artifacts, Client, Coordinator, Worker).Build();

    [Fact]
    public void Contracts_ReferenceNothingButTheBcl() => Assert.Empty(OtherReferences(Contracts));

    [Fact]
    public void Workflows_ReferenceOnlyTheBclAndTheirParser() => Assert.Empty(OtherReferences(Workflows, "YamlDotNet"));

    [Fact]
    public void Artifacts_ReferenceOnlyTheBclAndTheirDrivers() => Assert.Empty(OtherReferences(Artifacts, "AWSSDK.Core", "AWSSDK.S3", "Azure.Core", "Azure.Storage.Blobs", "Azure.Storage.Common", "Google.Apis.Auth"));

    [Fact]
    public void Client_ReferencesOnlyContracts() => Assert.Empty(OtherReferences(Client, "Fleet.Contracts"));

    [Fact]
    public void Worker_KnowsNeitherWorkflowsNorCoordinatorNorStorage() =>
        Assert.DoesNotContain(Worker.GetReferencedAssemblies().Select(name => name.Name), name => name is "Fleet.Workflows" or "Fleet.Coordinator" or "Npgsql" or "Microsoft.Data.Sqlite" or "Dapper");

    [Fact]
    public void Coordinator_KnowsNeitherWorkerNorContainers() =>
        Assert.DoesNotContain(Coordinator.GetReferencedAssemblies().Select(name => name.Name), name => name is "Fleet.Worker" or "Docker.DotNet" || name!.StartsWith("Docker.DotNet.", StringComparison.Ordinal));

    [Fact]
    public void MassTransit_StaysInMessaging() => Confined("MassTransit", @"^Fleet\.(Coordinator|Worker)\.Messaging(\..*)?$");

    [Fact]
    public void RabbitMqClient_StaysInMessaging() => Confined("RabbitMQ", @"^Fleet\.(Coordinator|Worker)\.Messaging(\..*)?$");

    [Fact]
    public void DockerDotNet_StaysInItsRuntime() => Confined("Docker.DotNet", @"^Fleet\.Worker\.Containers\.Docker$");

    [Fact]
    public void Sql_StaysInStorage() => Confined("Microsoft.Data.Sqlite", @"^Fleet\.Coordinator\.Storage(\..*)?$");

    [Fact]
    public void Npgsql_StaysInStorage() => Confined("Npgsql", @"^Fleet\.Coordinator\.Storage(\..*)?$");

    [Fact]
    public void AwsSdk_StaysInItsDriver() => Confined("Amazon", @"^Fleet\.Artifacts\.S3$");

    [Fact]
    public void GoogleAuth_StaysInItsDriver() => Confined("Google", @"^Fleet\.Artifacts\.Gcs$");

    [Fact]
    public void AzureSdk_StaysInItsDriver() => Confined("Azure", @"^Fleet\.Artifacts\.AzureBlob$");

    [Fact]
    public void Cli_UsesNoLibraryOfTheHosts() => Assert.DoesNotContain(
        OtherReferences(System.Reflection.Assembly.Load("fleet")),
        name => name.StartsWith("MassTransit", StringComparison.Ordinal) || name.StartsWith("RabbitMQ", StringComparison.Ordinal) || name.StartsWith("Docker.DotNet", StringComparison.Ordinal)
            || name is "Npgsql" or "Microsoft.Data.Sqlite" or "Dapper");

    [Fact]
    public void References_OfTheHosts_AreSeen()
    {
        // That the rules about references can fail: what they forbid elsewhere is found where it is allowed.
        Assert.Contains("MassTransit", OtherReferences(Coordinator));
        Assert.Contains("Fleet.Workflows", OtherReferences(Coordinator));
        Assert.Contains("YamlDotNet", OtherReferences(Workflows));
    }

    [Fact]
    public void Http_StaysInTheApi() => Confined("Microsoft.AspNetCore", @"^Fleet\.Coordinator\.Api\.Http(\..*)?$");

    [Fact]
    public void Workflows_UseNoTaskClockRandomOrLogger()
    {
        string[] banned = ["System.Threading.Tasks.Task", "System.Threading.Tasks.ValueTask", "System.Random", "System.IO.File", "System.TimeProvider", "System.Threading.Thread", "System.Net.Http.HttpClient"];
        var users = All.Classes.Where(type => (type.Namespace?.FullName ?? "").StartsWith("Fleet.Workflows", StringComparison.Ordinal))
            .SelectMany(type => type.Dependencies.Where(dependency => banned.Contains(dependency.Target.FullName)).Select(dependency => $"{type.FullName} -> {dependency.Target.FullName}"));

        Assert.Empty(users);
    }

    // The validator asks the engine what it would make of a template; not the other way round.
    [Theory]
    [InlineData("Fleet.Workflows.Engine", "Fleet.Workflows.Validation")]
    [InlineData("Fleet.Workflows.Expressions", "Fleet.Workflows.Spec")]
    [InlineData("Fleet.Workflows.Expressions", "Fleet.Workflows.Engine")]
    [InlineData("Fleet.Workflows.Kubernetes", "Fleet.Workflows.Engine")]
    [InlineData("Fleet.Workflows.Kubernetes", "Fleet.Workflows.Validation")]
    public void Rooms_OfWorkflows_KnowOnlyThoseBelow(string room, string above)
    {
        var types = All.Types.Where(type => In(type, room)).ToArray();

        Assert.NotEmpty(types);
        Assert.Contains(All.Types, type => In(type, above));
        // By the full name: a type of a library can have been given the namespace of whoever was seen to use it first.
        Assert.Empty(types.Where(type => type.Dependencies.Any(dependency => dependency.Target.FullName.StartsWith(above + ".", StringComparison.Ordinal))).Select(type => type.FullName));
    }

    private static IEnumerable<string> OtherReferences(System.Reflection.Assembly assembly, params string[] allowed) => assembly.GetReferencedAssemblies().Select(name => name.Name!)
        .Where(name => !allowed.Contains(name) && name != "netstandard" && !name.StartsWith("System.", StringComparison.Ordinal) && name != "System" && name != "Microsoft.Win32.Primitives");

    private static bool In(ArchUnitNET.Domain.IType type, string space) => type.Namespace?.FullName is { } name && (name == space || name.StartsWith(space + ".", StringComparison.Ordinal));

    // A rule that matches nothing would hold for the wrong reason: each also asserts that the library is used where it belongs.
    private static void Confined(string library, string allowedNamespace)
    {
        var users = All.Types.Where(type => In(type, "Fleet") && type.Dependencies.Any(dependency => In(dependency.Target, library)))
            .Select(type => (type.FullName, Namespace: type.Namespace.FullName)).Distinct().ToArray();

        Assert.NotEmpty(users);
        Assert.Empty(users.Where(user => !System.Text.RegularExpressions.Regex.IsMatch(user.Namespace, allowedNamespace)).Select(user => user.FullName));
    }
}
