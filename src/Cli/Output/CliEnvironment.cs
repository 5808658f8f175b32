using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>What a command sees of the world: streams, variables, time and signals. Tests give their own.</summary>
internal sealed class CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>Standard output is a terminal: colours, live views.</summary>
    public required bool IsTerminal { get; init; }

    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Width for live views.</summary>
    public int Width { get; init; } = 160;

    /// <summary>Colours are wanted: a terminal, and neither NO_COLOR (https://no-color.org) nor --no-color.</summary>
    public bool Colour => IsTerminal && !noColour && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>UTF-8 signs are wanted.</summary>
    public bool Utf8 { get; set; } = true;

    private bool noColour;

    /// <summary>The process's own.</summary>
    public static CliEnvironment System()
    {
        var utf8 = new global::System.Text.UTF8Encoding(false);
        var output = new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true };
        return new CliEnvironment
        {
            Out = TextWriter.Synchronized(output),
            Error = Console.Error,
            In = Console.In,
            IsTerminal = !Console.IsOutputRedirected,
            Variable = Environment.GetEnvironmentVariable,
            Width = Console.IsOutputRedirected ? 160 : Math.Max(40, Console.WindowWidth),
        };
    }

    /// <summary>--no-color.</summary>
    public void SwitchColourOff() => noColour = true;

    /// <summary>Writes a markup line to standard output, coloured or plain.</summary>
    public void WriteMarkup(string line) => WriteMarkup(Out, line);

    /// <summary>Writes a markup line, coloured or plain.</summary>
    public void WriteMarkup(TextWriter writer, string line) => writer.WriteLine(Colour ? Ansi(line) : Markup.Remove(line));

    /// <summary>A console for live views on standard output.</summary>
    public IAnsiConsole LiveConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(Out),
        Interactive = IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
    });

    private static string Ansi(string line)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 100_000; // the terminal wraps, not the library
        console.Markup(line);
        return text.ToString();
    }
}
