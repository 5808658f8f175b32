using System.Text.Json.Serialization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>What is kept of a container besides the shim's files.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name; changes by a rename.</param>
/// <param name="Labels">Labels.</param>
/// <param name="Rung">How it is kept.</param>
/// <param name="Box">Folder of its layers.</param>
internal sealed record ProcessRecord(string Id, string Name, IReadOnlyDictionary<string, string> Labels, Rung Rung, string Box);

[JsonSerializable(typeof(ProcessRecord))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class ProcessRecordJson : JsonSerializerContext;
