using System.Net;

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
        await GitBackend.RunAsync(_folder.FullName, "init", "-q", "-b", "main", "--bare", "empty.git");
        await MakeAsync("inner", "inner.txt");
        await MakeAsync("repo", "one.txt");
        var work = Path.Combine(_folder.FullName, "repo-work");
        await GitBackend.RunAsync(work, "tag", "v1");
        await CommitAsync(work, "two.txt");
        await GitBackend.RunAsync(work, "checkout", "-qb", "side");
        await CommitAsync(work, "side.txt");
        await GitBackend.RunAsync(work, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", _server.Address + "open/inner.git", "sub");
        await GitBackend.RunAsync(work, "commit", "-qm", "sub");
        await GitBackend.RunAsync(work, "push", "-q", "--all", Path.Combine(_folder.FullName, "repo.git"));
        await GitBackend.RunAsync(work, "push", "-q", "--tags", Path.Combine(_folder.FullName, "repo.git"));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task MakeAsync(string name, string file)
    {
        var work = Path.Combine(_folder.FullName, name + "-work");
        await GitBackend.RunAsync(_folder.FullName, "init", "-q", "-b", "main", work);
        await CommitAsync(work, file);
        await GitBackend.RunAsync(_folder.FullName, "clone", "-q", "--bare", work, name + ".git");
    }

    private static async Task CommitAsync(string work, string file)
    {
        await File.WriteAllTextAsync(Path.Combine(work, file), file);
        await GitBackend.RunAsync(work, "add", ".");
        await GitBackend.RunAsync(work, "commit", "-qm", file);
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path.StartsWith("/closed/", StringComparison.Ordinal) && context.Request.Headers["Authorization"] != "Basic " + Convert.ToBase64String("me:pa$$'word"u8.ToArray()))
        {
            context.Response.AddHeader("WWW-Authenticate", "Basic realm=\"fleet\"");
            WebServer.Answer(context, 401);
            return;
        }

        await GitBackend.AnswerAsync(context, _folder.FullName, path[path.IndexOf('/', 1)..]);
    }
}
