using System.Diagnostics;
using System.Net;
using System.Text;

namespace Fleet.Artifacts.Tests;

/// <summary>Git's own server (<c>git http-backend</c>) with a repository that has a tag, a branch and a submodule.</summary>
public sealed class GitServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fleet-git-");
    private readonly WebServer _server;

    public GitServer() => _server = new WebServer(AnswerAsync);

    /// <summary>With a slash at its end; below it <c>open</c>, and <c>closed</c> to all but one user.</summary>
    public string Address => _server.Address;

    public async ValueTask InitializeAsync()
    {
        await GitAsync(_folder.FullName, "init", "-q", "-b", "main", "--bare", "empty.git");
        await MakeAsync("inner", "inner.txt");
        await MakeAsync("repo", "one.txt");
        var work = Path.Combine(_folder.FullName, "repo-work");
        await GitAsync(work, "tag", "v1");
        await CommitAsync(work, "two.txt");
        await GitAsync(work, "checkout", "-qb", "side");
        await CommitAsync(work, "side.txt");
        await GitAsync(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", _server.Address + "open/inner.git", "sub");
        await GitAsync(work, "commit", "-qm", "sub");
        await GitAsync(work, "push", "-q", "--all", Path.Combine(_folder.FullName, "repo.git"));
        await GitAsync(work, "push", "-q", "--tags", Path.Combine(_folder.FullName, "repo.git"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task MakeAsync(string name, string file)
    {
        var work = Path.Combine(_folder.FullName, name + "-work");
        await GitAsync(_folder.FullName, "init", "-q", "-b", "main", work);
        await CommitAsync(work, file);
        await GitAsync(_folder.FullName, "clone", "-q", "--bare", work, name + ".git");
    }

    private static async Task CommitAsync(string work, string file)
    {
        await File.WriteAllTextAsync(Path.Combine(work, file), file);
        await GitAsync(work, "add", ".");
        await GitAsync(work, "commit", "-qm", file);
    }

    public static async Task<string> GitAsync(string folder, params string[] words)
    {
        var info = new ProcessStartInfo("git", ["-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", .. words]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    // What a web server does for a CGI program (RFC 3875).
    private async Task AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        var path = request.Url!.AbsolutePath;
        if (path.StartsWith("/closed/", StringComparison.Ordinal) && request.Headers["Authorization"] != "Basic " + Convert.ToBase64String("me:pa$$'word"u8.ToArray()))
        {
            context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"fleet\"");
            WebServer.Answer(context, 401);
            return;
        }

        var info = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        info.Environment["GIT_PROJECT_ROOT"] = _folder.FullName;
        info.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        info.Environment["PATH_INFO"] = path[path.IndexOf('/', 1)..];
        info.Environment["REQUEST_METHOD"] = request.HttpMethod;
        info.Environment["QUERY_STRING"] = request.Url.Query.TrimStart('?');
        info.Environment["CONTENT_TYPE"] = request.ContentType ?? "";
        info.Environment["HTTP_CONTENT_ENCODING"] = request.Headers["Content-Encoding"] ?? "";
        info.Environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"] ?? "";
        using var process = Process.Start(info)!;
        await request.InputStream.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var answer = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(answer);
        var bytes = answer.ToArray();
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var header in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n").Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Status")
                context.Response.StatusCode = int.Parse(header[1].AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
            else
                context.Response.AddHeader(header[0], header[1]);
        }

        context.Response.Close(bytes[(end + 4)..], willBlock: true);
    }
}
