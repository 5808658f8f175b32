using System.CommandLine;
using System.Diagnostics;
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

    /// <summary>Folder of the sockets of running <c>fleet run</c> processes.</summary>
    public string Sockets => System.IO.Path.Combine(Path, "run");

    /// <summary>Scratch folder of the process runtime.</summary>
    public string Scratch => System.IO.Path.Combine(Path, "scratch");

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
        if (!Directory.Exists(Path))
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>The living server that owns the folder; null: none.</summary>
    public ServerNoteContent? FindServer()
    {
        try
        {
            var note = JsonSerializer.Deserialize<ServerNoteContent>(File.ReadAllText(ServerNote));
            return note is not null && IsAlive(note.ProcessId) ? note : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Leaves a note of the server that owns the folder, readable by its owner only.</summary>
    public void WriteServer(ServerNoteContent note)
    {
        using var file = new FileStream(ServerNote, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, note);
    }

    /// <summary>Takes the note away.</summary>
    public void RemoveServer() => File.Delete(ServerNote);

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>What the note says.</summary>
/// <param name="Address">Address of the server.</param>
/// <param name="Token">Its token; null: none.</param>
/// <param name="ProcessId">Its process.</param>
internal sealed record ServerNoteContent(string Address, string? Token, int ProcessId);
