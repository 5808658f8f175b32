using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

namespace Fleet.Cli.Hosting;

/// <summary>The user's data folder: store, logs, and the note of the server that owns it.</summary>
/// <param name="Path">Absolute path.</param>
internal sealed record DataFolder(string Path)
{
    /// <summary>The SQLite file.</summary>
    public string Store => System.IO.Path.Combine(Path, "fleet.db");

    /// <summary>Folder of the logs.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>Folder of the artifacts, unless another one is named.</summary>
    public string Artifacts => System.IO.Path.Combine(Path, "artifacts");

    /// <summary>Folder of a coordinator's own artifact store.</summary>
    public string HostArtifacts => System.IO.Path.Combine(Path, "artifact-store");

    /// <summary>Folder of what workers keep of fetched artifacts.</summary>
    public string ArtifactCache => System.IO.Path.Combine(Path, "artifact-cache");

    /// <summary>Keys that seal Secrets, unless others are given.</summary>
    public string SecretKey => System.IO.Path.Combine(Path, "secret.key");

    /// <summary>Folder of the sockets of running <c>fleet run</c> processes.</summary>
    public string Sockets => System.IO.Path.Combine(Path, "run");

    /// <summary>Scratch folder of the process runtime.</summary>
    public string Scratch => System.IO.Path.Combine(Path, "scratch");

    /// <summary>Id of the worker inside the folder's server: the same after a restart, so that it finds its containers at once and not when its old session's lease is out.</summary>
    public string WorkerId => "server-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}\n{Path}")))[..12];

    /// <summary>Socket of the process that runs one workflow.</summary>
    public string SocketOf(Guid uid) => System.IO.Path.Combine(Sockets, uid.ToString("N")[..16] + ".sock");

    private string ServerNote => System.IO.Path.Combine(Path, "server.json");

    /// <summary>From --data, FLEET_DATA, XDG_DATA_HOME or the home folder.</summary>
    public static DataFolder Of(ParseResult parsed, CliEnvironment environment)
    {
        static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
        var path = NotEmpty(parsed.GetValue(GlobalOptions.Data)) ?? NotEmpty(environment.Variable("FLEET_DATA"))
            ?? System.IO.Path.Combine(
                NotEmpty(environment.Variable("XDG_DATA_HOME"))
                ?? System.IO.Path.Combine(NotEmpty(environment.Variable("HOME")) ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share"),
                "fleet");
        return new DataFolder(System.IO.Path.GetFullPath(path));
    }

    /// <summary>Makes the folder, readable by its owner only.</summary>
    public DataFolder Ensure()
    {
        try
        {
            if (!Directory.Exists(Path))
                Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return this;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"the data folder {Path} cannot be made ({e.Message}). Name another one: --data DIR, or FLEET_DATA.");
        }
    }

    /// <summary>The living server that owns the folder; null: none.</summary>
    public ServerNoteContent? FindServer()
    {
        try
        {
            var note = JsonSerializer.Deserialize<ServerNoteContent>(File.ReadAllText(ServerNote));
            return note is not null && StartOf(note.ProcessId) is { } started && Math.Abs(started - note.ProcessStarted) <= 2 ? note : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Leaves a note that this process's server owns the folder, readable by its owner only. A living server's note stays: a standby beside it owns nothing.</summary>
    public void WriteServer(string address, string? token)
    {
        if (FindServer() is not null)
            return;
        using var file = new FileStream(ServerNote, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, new ServerNoteContent(address, token, Environment.ProcessId, StartOf(Environment.ProcessId)!.Value));
    }

    /// <summary>Takes this process's note away.</summary>
    public void RemoveServer()
    {
        if (FindServer()?.ProcessId == Environment.ProcessId)
            File.Delete(ServerNote);
    }

    // Ids of processes are used again (in a container it is always 1): an id means a process only together with its start (which is derived from the boot time, to about a second).
    private static long? StartOf(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.HasExited || IsZombie(processId) ? null : new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // One that was killed stays until its parent has asked for its end: for ever where that never does, as in a container without an init.
    private static bool IsZombie(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("Z", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No Linux, or gone by now.
            return false;
        }
    }
}

/// <summary>What the note says.</summary>
/// <param name="Address">Address of the server.</param>
/// <param name="Token">Its token; null: none.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="ProcessStarted">When that began, in seconds since 1970.</param>
internal sealed record ServerNoteContent(string Address, string? Token, int ProcessId, long ProcessStarted);
