using System.Globalization;

namespace Fleet.Worker.Containers.Processes;

/// <summary>Reads from the shim's files where a container is in its life. Whoever reads them sees the same, whichever process began it.</summary>
internal sealed class ProcessStates(ProcessFolder folder, TimeProvider time)
{
    private const string Void = "void";

    // All of them share the machine's network.
    private const string Loopback = "127.0.0.1";

    /// <summary>State now.</summary>
    public ContainerState Of(ProcessRecord record)
    {
        if (ExitOf(record, "exit") is { } exit)
            return Exited(record, exit);
        if (Read(record, "claim") is not { } claim || claim.StartsWith(Void, StringComparison.Ordinal))
            return New(record, ContainerPhase.Created);
        if (Alive(record, claim))
            return New(record, ContainerPhase.Running) with { StartedAt = StartOf(record), Ip = Loopback };
        // Between the two looks it may have ended as it should.
        return ExitOf(record, "exit") is { } late ? Exited(record, late)
            // Nobody completed the output, and the task has ended by itself.
            : ExitOf(record, "code") is { } code ? Exited(record, code)
            : New(record, ContainerPhase.Exited) with
            {
                KilledByEngine = true,
                Error = "its processes are gone without an exit code: they were killed, or the machine was restarted",
                StartedAt = StartOf(record),
                FinishedAt = StartOf(record),
            };
    }

    /// <summary>Its shim; null: none yet.</summary>
    public ProcessMark? ShimOf(ProcessRecord record) => Read(record, "claim") is { } claim ? ProcessMark.Parse(claim) : null;

    /// <summary>Its pid 1 as the machine numbers it; null: none yet.</summary>
    public ProcessMark? InitOf(ProcessRecord record) => Read(record, "init") is { } init ? ProcessMark.Parse(init) : null;

    /// <summary>The sandbox stands, and the task has begun.</summary>
    public bool HasStarted(ProcessRecord record) => StartOf(record) is not null;

    /// <summary>Makes sure that it never starts.</summary>
    /// <returns>False: it has been started.</returns>
    public bool TryVoid(ProcessRecord record)
    {
        try
        {
            using var claim = new FileStream(folder.StateOf(record.Id, "claim"), FileMode.CreateNew, FileAccess.Write);
            claim.Write("void\n"u8);
            return true;
        }
        catch (IOException)
        {
            return Read(record, "claim") is { } claim && claim.StartsWith(Void, StringComparison.Ordinal);
        }
    }

    private bool Alive(ProcessRecord record, string claim) =>
        // A claim without a line is being written.
        !claim.EndsWith('\n') ? File.GetLastWriteTimeUtc(folder.StateOf(record.Id, "claim")) > time.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(5)
            : InitOf(record) is { IsAlive: true } || ProcessMark.Parse(claim) is { IsAlive: true };

    private ContainerState Exited(ProcessRecord record, (int Code, DateTimeOffset At) end)
    {
        var started = StartOf(record);
        return New(record, ContainerPhase.Exited) with
        {
            ExitCode = end.Code,
            StartedAt = started,
            FinishedAt = end.At < started ? started : end.At,
            Error = started is null ? "its sandbox could not be made: " + Trouble(record) : null,
        };
    }

    private string Trouble(ProcessRecord record)
    {
        var text = string.Join("; ", $"{Read(record, "log")}\n{Read(record, "stderr")}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return text.Length == 0 ? "it ended without saying why" : text[..Math.Min(text.Length, 2000)];
    }

    private DateTimeOffset? StartOf(ProcessRecord record) =>
        new FileInfo(folder.StateOf(record.Id, "started")) is { Exists: true, Length: > 0 } file ? new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero) : null;

    private (int Code, DateTimeOffset At)? ExitOf(ProcessRecord record, string file) =>
        Read(record, file) is { } text && text.EndsWith('\n') && int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (code, new DateTimeOffset(File.GetLastWriteTimeUtc(folder.StateOf(record.Id, file)), TimeSpan.Zero))
            : null;

    private string? Read(ProcessRecord record, string file)
    {
        try
        {
            var path = folder.StateOf(record.Id, file);
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static ContainerState New(ProcessRecord record, ContainerPhase phase) => new() { Id = record.Id, Name = record.Name, Labels = record.Labels, Phase = phase };
}
