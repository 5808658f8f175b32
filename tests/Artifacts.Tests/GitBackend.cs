using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Fleet.Artifacts.Tests;

/// <summary>Git's own server (<c>git http-backend</c>) behind a listener.</summary>
internal static class GitBackend
{
    /// <summary>Answers from the repositories of a folder, as a web server does for a CGI program (RFC 3875).</summary>
    /// <param name="context">The request.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="path">Path below it, with a slash in front.</param>
    public static async Task AnswerAsync(HttpListenerContext context, string folder, string path)
    {
        var request = context.Request;
        using var process = Start(
            ["http-backend"],
            ("GIT_PROJECT_ROOT", folder),
            ("GIT_HTTP_EXPORT_ALL", "1"),
            ("PATH_INFO", path),
            ("REQUEST_METHOD", request.HttpMethod),
            ("QUERY_STRING", request.Url!.Query.TrimStart('?')),
            ("CONTENT_TYPE", request.ContentType ?? ""),
            ("HTTP_CONTENT_ENCODING", request.Headers["Content-Encoding"] ?? ""),
            ("GIT_PROTOCOL", request.Headers["Git-Protocol"] ?? ""));
        var errors = process.StandardError.ReadToEndAsync();
        await request.InputStream.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var answer = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(answer);
        await errors;
        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Status")
                context.Response.StatusCode = int.Parse(header[1].AsSpan(0, 3), CultureInfo.InvariantCulture);
            else
                context.Response.AddHeader(header[0], header[1]);
        }

        context.Response.Close(bytes[(end + 4)..], willBlock: true);
    }

    /// <summary>Runs git in a folder, without the settings of whoever runs the tests.</summary>
    /// <returns>Its output.</returns>
    public static async Task<string> RunAsync(string folder, params string[] words)
    {
        using var process = Start(["-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", .. words]);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static Process Start(string[] words, params (string Name, string Value)[] variables)
    {
        var info = new ProcessStartInfo("git", words) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        foreach (var (name, value) in variables)
            info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
