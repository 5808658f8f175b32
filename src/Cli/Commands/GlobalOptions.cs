using System.CommandLine;

namespace Fleet.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Server = new("--server", "-s")
    {
        Description = "Address of a fleet server, e.g. http://127.0.0.1:2746 (FLEET_SERVER). Without one: the data folder of this user.",
        Recursive = true,
        HelpName = "URL",
    };

    public static readonly Option<string?> Token = new("--token")
    {
        Description = "Token for the server (better: FLEET_TOKEN, which does not show in process lists).",
        Recursive = true,
        HelpName = "TOKEN",
    };

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "Data folder (FLEET_DATA, default $XDG_DATA_HOME/fleet).",
        Recursive = true,
        HelpName = "DIR",
    };

    public static readonly Option<string> Namespace = new("--namespace", "-n")
    {
        Description = "Namespace.",
        Recursive = true,
        DefaultValueFactory = _ => "default",
        HelpName = "NAMESPACE",
    };

    public static readonly Option<bool> NoColour = new("--no-color") { Description = "No colours (NO_COLOR).", Recursive = true };

    public static readonly Option<bool> NoUtf8 = new("--no-utf8") { Description = "Draw with ASCII signs.", Recursive = true };

    /// <summary>Those that only commands take which talk to a server.</summary>
    public static readonly IReadOnlyList<Option> OfServer = [Server, Token];

    public static void AddTo(Command root)
    {
        foreach (Option option in (Option[])[Data, Namespace, NoColour, NoUtf8, Server, Token])
            root.Options.Add(option);
    }
}
