using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>Writes log lines with their pod before them, each pod in its own colour.</summary>
/// <param name="environment">Colours or not.</param>
/// <param name="prefix">Put the pod's name before each line.</param>
internal sealed class PodLogWriter(CliEnvironment environment, bool prefix)
{
    private static readonly Color[] Palette = [Color.Green, Color.Blue, Color.Fuchsia, Color.Aqua, Color.Yellow, Color.Purple];

    private readonly Dictionary<string, Color> colours = new(StringComparer.Ordinal);

    /// <summary>One line.</summary>
    public void Write(TextWriter writer, string pod, string content)
    {
        if (!prefix)
        {
            writer.WriteLine(content);
            return;
        }

        if (!colours.TryGetValue(pod, out var colour))
            colours[pod] = colour = Palette[colours.Count % Palette.Length];
        // The content may hold escapes of its own: only the prefix is markup.
        if (environment.Colour)
            writer.WriteLine($"\u001b[{Code(colour)}m{pod}: \u001b[0m{content}");
        else
            writer.WriteLine($"{pod}: {content}");
    }

    private static int Code(Color colour) => colour == Color.Green ? 32 : colour == Color.Yellow ? 33 : colour == Color.Blue ? 34 : colour == Color.Aqua ? 36 : 35;
}
