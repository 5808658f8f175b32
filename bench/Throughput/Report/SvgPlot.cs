using System.Globalization;
using Fleet.Throughput.Bench.Load;

namespace Fleet.Throughput.Bench.Report;

/// <summary>Tasks a second over the size of the workflow (logarithmic): a line for each number of slots, the floor dashed, each run a dot.</summary>
internal static class SvgPlot
{
    private const int Width = 720;
    private const int Height = 400;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 40;
    private const int Bottom = 48;

    private static readonly string[] Colours = ["#1b6ec2", "#c2571b", "#2e8b57", "#7a3db8"];

    public static string Write(IReadOnlyList<Sample> samples, string title)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var most = Step(samples.Max(sample => Math.Max(sample.Rate, sample.FloorRate)) * 1.1);
        var (small, large) = (samples.Min(sample => sample.Tasks), samples.Max(sample => sample.Tasks));
        double X(int tasks) => Left + ((Width - Left - Right) * (small == large ? 0.5 : Math.Log((double)tasks / small) / Math.Log((double)large / small)));
        double Y(double rate) => Height - Bottom - ((Height - Top - Bottom) * rate / most.Most);

        text.WriteLine($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12"><rect width="{Width}" height="{Height}" fill="white"/>""");
        text.WriteLine($"""<text x="{Left}" y="20" font-size="14">{System.Security.SecurityElement.Escape(title)}</text>""");
        for (var rate = 0.0; rate <= most.Most; rate += most.Each)
            text.WriteLine(F($"""<path d="M{Left} {Y(rate):0.0}H{Width - Right}" stroke="#ddd"/><text x="{Left - 6}" y="{Y(rate) + 4:0.0}" text-anchor="end">{rate:0}</text>"""));
        foreach (var tasks in samples.Select(sample => sample.Tasks).Distinct())
            text.WriteLine(F($"""<text x="{X(tasks):0.0}" y="{Height - Bottom + 18}" text-anchor="middle">{tasks}</text>"""));
        text.WriteLine($"""<text x="{Width / 2}" y="{Height - 8}" text-anchor="middle">tasks of the workflow</text><text x="14" y="{Height / 2}" transform="rotate(-90 14 {Height / 2})" text-anchor="middle">tasks a second</text>""");

        var series = samples.GroupBy(sample => sample.Slots).ToArray();
        for (var i = 0; i < series.Length; i++)
        {
            var colour = Colours[i % Colours.Length];
            text.WriteLine(Line(series[i], sample => sample.Rate, X, Y, $"stroke=\"{colour}\" stroke-width=\"2\""));
            text.WriteLine(Line(series[i], sample => sample.FloorRate, X, Y, $"stroke=\"{colour}\" stroke-dasharray=\"5 4\""));
            foreach (var sample in series[i]) text.WriteLine(F($"""<circle cx="{X(sample.Tasks):0.0}" cy="{Y(sample.Rate):0.0}" r="3" fill="{colour}" fill-opacity="0.5"/>"""));
            text.WriteLine($"""<text x="{Width - Right}" y="{20 + (i * 16)}" text-anchor="end" fill="{colour}">{series[i].Key} slots (dashed: floor)</text>""");
        }

        text.WriteLine("</svg>");
        return text.ToString();
    }

    private static string Line(IEnumerable<Sample> series, Func<Sample, double> value, Func<int, double> x, Func<double, double> y, string style)
    {
        var points = series.GroupBy(sample => sample.Tasks).OrderBy(cell => cell.Key).Select(cell => F($"{x(cell.Key):0.0},{y(Summary.Median(cell.Select(value))):0.0}"));
        return $"""<polyline fill="none" {style} points="{string.Join(' ', points)}"/>""";
    }

    /// <summary>A round end of the axis, and the distance of its lines.</summary>
    private static (double Most, double Each) Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var each = (most / power) switch { < 2 => power / 4, < 5 => power / 2, _ => power };
        return (Math.Ceiling(most / each) * each, each);
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
