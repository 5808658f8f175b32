namespace Fleet.Cli.Output;

/// <summary>What a command sees of the world: streams, variables, time and signals. Tests give their own.</summary>
internal sealed class CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Stream In { get; init; }

    /// <summary>Standard output is a terminal: colours, live views.</summary>
    public required bool IsTerminal { get; init; }

    public required Func<string, string?> Variable { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Columns and rows of the terminal at this moment; it may be resized at any time.</summary>
    public Func<(int Columns, int Rows)> Size { get; init; } = () => (80, 24);

    /// <summary>Colours are wanted: a terminal, and neither NO_COLOR (https://no-color.org) nor --no-color.</summary>
    public bool Colour => IsTerminal && !noColour && string.IsNullOrEmpty(Variable("NO_COLOR")) && Variable("TERM") != "dumb";

    /// <summary>Views that redraw themselves are wanted: a terminal that can move its cursor.</summary>
    public bool IsLive => IsTerminal && Variable("TERM") != "dumb";

    /// <summary>UTF-8 signs are wanted.</summary>
    public bool Utf8 { get; set; } = true;

    private bool noColour;

    /// <summary>The process's own.</summary>
    public static CliEnvironment System()
    {
        return new CliEnvironment
        {
            Out = Writer(Console.OpenStandardOutput(), Console.IsOutputRedirected),
            Error = Writer(Console.OpenStandardError(), Console.IsErrorRedirected),
            In = Console.OpenStandardInput(),
            IsTerminal = !Console.IsOutputRedirected,
            Variable = Environment.GetEnvironmentVariable,
            Size = TerminalSize,
        };
    }

    /// <summary>--no-color.</summary>
    public void SwitchColourOff() => noColour = true;

    /// <summary>Writes a markup line to standard output, coloured or plain; a terminal wraps what is too long.</summary>
    public void WriteMarkup(string line) => Out.WriteLine(MarkupText.Render(line, int.MaxValue, Colour));

    private static TextWriter Writer(Stream stream, bool isRedirected) => TextWriter.Synchronized(
        new StreamWriter(isRedirected ? stream : new TerminalStream(stream), new global::System.Text.UTF8Encoding(false)) { AutoFlush = true });

    // A terminal that tells no size (a serial line, some CI systems) answers 0.
    private static (int Columns, int Rows) TerminalSize()
    {
        try
        {
            return (Console.WindowWidth > 0 ? Console.WindowWidth : 80, Console.WindowHeight > 0 ? Console.WindowHeight : 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }
}
