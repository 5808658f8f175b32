using System.Net;
using Fleet.Artifacts.Tests;

namespace Fleet.Conformance.Tests.Examples;

/// <summary>Git's own server (<c>git http-backend</c>) with one repository of one commit on the branch master. It is made when it is first asked for.</summary>
internal sealed class GitBacking : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fleet-conformance-git-");
    private readonly Lazy<Task> made;

    public GitBacking() => made = new Lazy<Task>(MakeAsync);

    /// <summary>Answers below <c>/git/</c>.</summary>
    public async Task AnswerAsync(HttpListenerContext context)
    {
        await made.Value;
        await GitBackend.AnswerAsync(context, folder.FullName, context.Request.Url!.AbsolutePath["/git".Length..]);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task MakeAsync()
    {
        var work = Path.Combine(folder.FullName, "work");
        await GitBackend.RunAsync(folder.FullName, "init", "-q", "-b", "master", work);
        await File.WriteAllTextAsync(Path.Combine(work, "README.md"), "readme\n");
        await GitBackend.RunAsync(work, "add", ".");
        await GitBackend.RunAsync(work, "commit", "-qm", "first");
        await GitBackend.RunAsync(folder.FullName, "clone", "-q", "--bare", work, Path.Combine(folder.FullName, "repo.git"));
    }
}
