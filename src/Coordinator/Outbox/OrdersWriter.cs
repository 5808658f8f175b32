using System.Buffers;
using System.Text.Json;
using Fleet.Contracts;

namespace Fleet.Coordinator.Outbox;

/// <summary>Writes what one commit has for one worker as <see cref="WorkerOrders"/> messages, each within the limits of a message. One pass, straight to the bytes that are stored and sent.</summary>
internal sealed class OrdersWriter : IDisposable
{
    private readonly long _session;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;
    private string? _section;
    private bool _open;
    private int _tasks;

    public OrdersWriter(long session)
    {
        _session = session;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>The finished messages.</summary>
    public List<byte[]> Messages { get; } = [];

    public void Ready(TaskReady task)
    {
        Item("ready", isTask: true);
        JsonSerializer.Serialize(_json, task, WireJson.Default.TaskReady);
    }

    public void Adopt(TaskAdopt task)
    {
        Item("adopt", isTask: true);
        JsonSerializer.Serialize(_json, task, WireJson.Default.TaskAdopt);
    }

    public void Settle(TaskStamp stamp)
    {
        Item("settle", isTask: false);
        JsonSerializer.Serialize(_json, stamp, WireJson.Default.TaskStamp);
    }

    public void Cancel(TaskCancel cancel)
    {
        Item("cancel", isTask: false);
        JsonSerializer.Serialize(_json, cancel, WireJson.Default.TaskCancel);
    }

    public void RemoveClaim(string claim)
    {
        Item("removeClaims", isTask: false);
        _json.WriteStringValue(claim);
    }

    public void RemoveKept(string group)
    {
        Item("removeKept", isTask: false);
        _json.WriteStringValue(group);
    }

    /// <summary>Confirms a beat; call it last.</summary>
    public void Beat(long number)
    {
        Begin();
        EndSection();
        _json.WritePropertyName("beat"u8);
        JsonSerializer.Serialize(_json, new BeatConfirmed(_session, number), WireJson.Default.BeatConfirmed);
    }

    /// <summary>Closes the last message.</summary>
    public void End()
    {
        if (!_open) return;
        EndSection();
        _json.WriteNumber("format"u8, ProtocolVersion.Current);
        _json.WriteEndObject();
        _json.Flush();
        Messages.Add(_buffer.WrittenSpan.ToArray());
        _buffer.ResetWrittenCount();
        _json.Reset();
        (_open, _tasks) = (false, 0);
    }

    public void Dispose() => _json.Dispose();

    private void Item(string section, bool isTask)
    {
        if (_open && (_json.BytesCommitted + _json.BytesPending >= MessageLimits.OrdersBytes || (isTask && _tasks >= MessageLimits.OrdersTasks))) End();
        Begin();
        if (_section != section)
        {
            EndSection();
            _json.WriteStartArray(section);
            _section = section;
        }
        if (isTask) _tasks++;
    }

    private void Begin()
    {
        if (_open) return;
        _open = true;
        _json.WriteStartObject();
        _json.WriteNumber("session"u8, _session);
    }

    private void EndSection()
    {
        if (_section is null) return;
        _json.WriteEndArray();
        _section = null;
    }
}
