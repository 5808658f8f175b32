using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>Git's own server (<c>git http-backend</c>) with one repository of one commit on the branch master. It is made when it is first asked for.</summary>
internal sealed class GitBacking : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-conformance-git-");
    private readonly Lazy<Task> made;

    public GitBacking() => made = new Lazy<Task>(MakeAsync);

    /// <summary>Answers below <c>/git/</c>, as a web server does for a CGI program (RFC 3875).</summary>
    public async Task AnswerAsync(HttpListenerContext context)
    {
        await made.Value;
        var request = context.Request;
        using var process = Start(["http-backend"], new()
        {
            ["GIT_PROJECT_ROOT"] = folder.FullName,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["PATH_INFO"] = request.Url!.AbsolutePath["/git".Length..],
            ["REQUEST_METHOD"] = request.HttpMethod,
            ["QUERY_STRING"] = request.Url.Query.TrimStart('?'),
            ["CONTENT_TYPE"] = request.ContentType ?? "",
            ["HTTP_CONTENT_ENCODING"] = request.Headers["Content-Encoding"] ?? "",
            ["GIT_PROTOCOL"] = request.Headers["Git-Protocol"] ?? "",
        });
        await request.InputStream.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var answer = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(answer);
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

    public void Dispose() => folder.Delete(recursive: true);

    private async Task MakeAsync()
    {
        var work = Path.Combine(folder.FullName, "work");
        await RunAsync("init", "-q", "-b", "master", work);
        await File.WriteAllTextAsync(Path.Combine(work, "README.md"), "readme\n");
        await RunAsync("-C", work, "add", ".");
        await RunAsync("-C", work, "commit", "-qm", "first");
        await RunAsync("clone", "-q", "--bare", work, Path.Combine(folder.FullName, "repo.git"));
    }

    private static async Task RunAsync(params string[] words)
    {
        using var process = Start(["-c", "user.name=test", "-c", "user.email=test@localhost", .. words], []);
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(string[] words, Dictionary<string, string> environment)
    {
        var info = new ProcessStartInfo("git", words) { RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        return Process.Start(info)!;
    }
}
