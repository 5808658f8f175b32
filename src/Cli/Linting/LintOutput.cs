using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Fleet.Cli.Output;
using Spectre.Console;

namespace Fleet.Cli.Linting;

/// <summary>Writes what lint found: in Argo's forms, which have lines here, or as JSON, one line a file.</summary>
internal sealed class LintOutput(CliEnvironment environment, string? format)
{
    private const string NothingToLint = "found nothing to lint in the specified paths, failing...";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all of it.</summary>
    public void Write(IReadOnlyList<LintFile> files)
    {
        foreach (var file in files)
        {
            switch (format)
            {
                case "json": environment.Out.WriteLine(JsonSerializer.Serialize(new { file = file.File, ok = file.Ok, errors = file.Errors, warnings = file.Warnings }, Json)); break;
                case "simple": Simple(file); break;
                default: Pretty(file); break;
            }
        }

        Summary(files);
    }

    private static string Text(LintFinding finding) =>
        $"{(finding.Object is { } of ? $"in {of}: " : "")}{(finding.Path is { } path && !finding.Message.StartsWith(path, StringComparison.Ordinal) ? path + ": " : "")}{finding.Message}";

    private void Simple(LintFile file)
    {
        foreach (var finding in file.Errors)
            environment.Out.WriteLine($"{Place(finding)}: {Text(finding)}");
        foreach (var finding in file.Warnings)
            environment.Out.WriteLine($"{Place(finding)}: warning: {Text(finding)}");

        string Place(LintFinding finding) => finding.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{file.File}:{line}") : file.File;
    }

    private void Pretty(LintFile file)
    {
        if (file.Errors.Count + file.Warnings.Count == 0)
            return;
        environment.WriteMarkup($"[underline]{Markup.Escape(file.File)}[/]:");
        foreach (var finding in file.Errors)
            Line(environment.Utf8 ? "✖" : "X", "red", finding);
        foreach (var finding in file.Warnings)
            Line(environment.Utf8 ? "⚠" : "!", "yellow", finding);
        environment.Out.WriteLine();
    }

    private void Line(string sign, string colour, LintFinding finding) => environment.WriteMarkup(string.Create(
        CultureInfo.InvariantCulture, $"   [{colour}]{sign}[/] {(finding.Line is { } line ? $"line {line}: " : "")}{Markup.Escape(Text(finding).ReplaceLineEndings(" "))}"));

    private void Summary(IReadOnlyList<LintFile> files)
    {
        var errors = files.Sum(file => file.Errors.Count);
        var nothing = errors == 0 && files.All(file => file.Linted == 0);
        if (format == "json")
        {
            if (nothing)
                environment.Error.WriteLine("fleet: " + NothingToLint);
        }
        else if (format == "simple")
        {
            if (errors == 0)
                environment.Out.WriteLine(nothing ? NothingToLint : "no linting errors found!");
        }
        else if (errors == 0 && !nothing)
        {
            environment.WriteMarkup($"[green]{(environment.Utf8 ? "✔" : "v")}[/] no linting errors found!");
        }
        else
        {
            environment.WriteMarkup($"[red]{(environment.Utf8 ? "✖" : "X")} {(nothing ? NothingToLint : string.Create(CultureInfo.InvariantCulture, $"{errors} linting errors found!"))}[/]");
        }
    }
}
