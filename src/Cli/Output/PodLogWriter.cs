using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>Log lines with their pod before them, each pod in its own colour.</summary>
/// <param name="environment">Colours or not.</param>
/// <param name="prefix">Put the pod's name before each line.</param>
internal sealed class PodLogWriter(CliEnvironment environment, bool prefix)
{
    private static readonly Color[] Palette = [Color.Green, Color.Blue, Color.Fuchsia, Color.Aqua, Color.Yellow, Color.Purple];

    private readonly Dictionary<string, Color> colours = new(StringComparer.Ordinal);

    /// <summary>One line. On a terminal the content keeps no escapes but colours; elsewhere it is what the step wrote.</summary>
    public string Line(string pod, string content)
    {
        var text = environment.IsTerminal ? TerminalText.Safe(content) : content;
        if (!prefix)
            return text;
        if (!colours.TryGetValue(pod, out var colour))
            colours[pod] = colour = Palette[colours.Count % Palette.Length];
        return environment.Colour ? $"\u001b[{Code(colour)}m{pod}: \u001b[0m{text}" : $"{pod}: {text}";
    }

    private static int Code(Color colour) => colour == Color.Green ? 32 : colour == Color.Yellow ? 33 : colour == Color.Blue ? 34 : colour == Color.Aqua ? 36 : 35;
}
