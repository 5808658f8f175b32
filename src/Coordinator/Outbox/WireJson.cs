using System.Text.Json;
using System.Text.Json.Serialization;
using Fleet.Contracts;

namespace Fleet.Coordinator.Outbox;

/// <summary>JSON of the messages this side writes. The same bytes are stored in the outbox row and put on the wire, so a repeated message is the same message.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerOrders))]
[JsonSerializable(typeof(TaskReady))]
[JsonSerializable(typeof(TaskAdopt))]
[JsonSerializable(typeof(TaskStamp))]
[JsonSerializable(typeof(TaskCancel))]
[JsonSerializable(typeof(BeatConfirmed))]
[JsonSerializable(typeof(WorkerWelcome))]
[JsonSerializable(typeof(SessionOver))]
[JsonSerializable(typeof(WorkerDrain))]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(LeaderProbe))]
[JsonSerializable(typeof(SubmitReply))]
[JsonSerializable(typeof(SubmitWorkflow))]
[JsonSerializable(typeof(WorkflowCommand))]
internal sealed partial class WireJson : JsonSerializerContext;
