using Fleet.Artifacts.Places;

namespace Fleet.Artifacts.Git;

/// <summary>A git repository, checked out by the program <c>git</c> of this machine; its <c>.git</c> folder is part of the artifact, as with Argo. Nothing can be stored there.</summary>
/// <param name="options">What is checked out.</param>
/// <param name="time">Tells the age of what is left over.</param>
/// <param name="silence">How long the server may say nothing; null: as long as any.</param>
public sealed class GitRepository(GitOptions options, TimeProvider time, SilenceLimit? silence = null) : IFetchedPlace
{
    private static readonly string[] Heads = ["refs/heads/", "heads/"];

    /// <inheritdoc />
    public string Description => $"git repository {options}";

    /// <inheritdoc />
    public async Task<FetchedArtifact?> FetchAsync(CancellationToken cancellationToken)
    {
        if (options.Problem() is { } problem)
            throw new ArtifactRefusedException(problem);
        var fetched = FetchedArtifact.Create(time);
        try
        {
            var git = new GitProgram(options, fetched.Folder, (silence ?? SilenceLimit.Default).Longest);
            await CloneAsync(git, fetched.Path, cancellationToken).ConfigureAwait(false);
            await CheckOutAsync(git.In(fetched.Path), cancellationToken).ConfigureAwait(false);
            return fetched;
        }
        catch
        {
            fetched.Dispose();
            throw;
        }
    }

    private Task<string> CloneAsync(GitProgram git, string folder, CancellationToken cancellationToken)
    {
        List<string> words = ["clone", "--quiet", "--no-checkout", "--template="];
        if (options.Depth is { } depth)
            words.AddRange([$"--depth={depth}", options.SingleBranch ? "--single-branch" : "--no-single-branch"]);
        else if (options.SingleBranch)
            words.Add("--single-branch");
        if (options.Branch is { } branch)
            words.AddRange(["--branch", branch]);
        return git.RunAsync([.. words, "--", options.Repository, folder], cancellationToken);
    }

    private async Task CheckOutAsync(GitProgram git, CancellationToken cancellationToken)
    {
        // Nothing was ever pushed: an empty folder, as with Argo.
        if (await CommitAsync(git, "HEAD", cancellationToken).ConfigureAwait(false) is null && (await git.RunAsync(["for-each-ref", "--count=1"], cancellationToken).ConfigureAwait(false)).Length == 0)
            return;
        string[] depth = options.Depth is { } commits ? [$"--depth={commits}"] : [];
        if (options.Fetch.Count > 0)
            await git.RunAsync(["fetch", "--quiet", .. depth, "origin", "--", .. options.Fetch], cancellationToken).ConfigureAwait(false);
        if (options.Revision is not { } revision)
        {
            // The branch that was cloned.
            await git.RunAsync(["checkout", "--quiet", "--force"], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var commit = await FindAsync(git, revision, cancellationToken).ConfigureAwait(false);
            if (commit is null && depth.Length > 0)
            {
                // A short history may not have it.
                await git.RunAsync(["fetch", "--quiet", .. depth, "origin", "--", revision], cancellationToken).ConfigureAwait(false);
                commit = await FindAsync(git, "FETCH_HEAD", cancellationToken).ConfigureAwait(false);
            }

            if (commit is null)
                throw new ArtifactRefusedException($"{Description}: there is no revision '{revision}'");
            await git.RunAsync(["checkout", "--quiet", "--force", "--detach", commit], cancellationToken).ConfigureAwait(false);
        }

        if (!options.DisableSubmodules)
            await git.RunAsync(["submodule", "--quiet", "update", "--init", "--recursive", "--force", .. depth], cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> FindAsync(GitProgram git, string revision, CancellationToken cancellationToken)
    {
        // A branch, also by its whole name as push events tell it; a clone has it under its remote.
        string[] branches = [revision, .. Heads.Where(heads => revision.StartsWith(heads, StringComparison.Ordinal)).Select(heads => revision[heads.Length..])];
        foreach (var name in branches.Select(branch => $"refs/remotes/origin/{branch}").Append(revision))
        {
            if (await CommitAsync(git, name, cancellationToken).ConfigureAwait(false) is { } commit)
                return commit;
        }

        return null;
    }

    private static async Task<string?> CommitAsync(GitProgram git, string name, CancellationToken cancellationToken) =>
        (await git.TryRunAsync(["rev-parse", "--quiet", "--verify", "--end-of-options", name + "^{commit}"], cancellationToken).ConfigureAwait(false))?.Trim();
}
