namespace Fleet.Artifacts.Git;

/// <summary>What is checked out of a git repository.</summary>
public sealed record GitOptions
{
    /// <summary>Address of the repository: http, https, ssh, git, or <c>user@host:path</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Commit, tag or branch; null: the head of <see cref="Branch"/>.</summary>
    public string? Revision { get; init; }

    /// <summary>Branch; null: the repository's own head.</summary>
    public string? Branch { get; init; }

    /// <summary>That branch and no other is fetched.</summary>
    public bool SingleBranch { get; init; }

    /// <summary>Commits of its history; null: all.</summary>
    public int? Depth { get; init; }

    /// <summary>References that are fetched besides.</summary>
    public IReadOnlyList<string> Fetch { get; init; } = [];

    /// <summary>Submodules stay empty.</summary>
    public bool DisableSubmodules { get; init; }

    /// <summary>User for http; null: none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password or token for http.</summary>
    public string? Password { get; init; }

    /// <summary>Key for ssh, PEM; null: none.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>The host's key is not looked at.</summary>
    public bool IgnoreHostKey { get; init; }

    /// <summary>The server's certificate is not looked at.</summary>
    public bool SkipTls { get; init; }

    /// <summary>The address without user and password.</summary>
    public override string ToString() => Uri.TryCreate(Repository, UriKind.Absolute, out var url) && url.UserInfo.Length > 0
        ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : Repository;

    /// <summary>What is wrong, a sentence; null: nothing. No part of it may be taken for an option by git, nor lead to this machine's files.</summary>
    public string? Problem()
    {
        if (!IsAddress(Repository))
            return $"git.repo '{this}' is no address of a repository on another machine; write https://host/path, ssh://user@host/path or user@host:path";
        foreach (var (field, value) in Fetch.Select(fetch => ("fetch", fetch)).Concat([("revision", Revision ?? "x"), ("branch", Branch ?? "x")]))
        {
            if (value.Length == 0 || value[0] == '-' || value.Any(char.IsControl))
                return $"git.{field} '{value}' is no name of a reference";
        }

        return Depth is < 1 ? $"git.depth is {Depth}; it must be 1 or more" : null;
    }

    private static bool IsAddress(string text)
    {
        if (text.Length == 0 || text[0] == '-' || text.Any(c => char.IsControl(c) || c == ' '))
            return false;
        if (text.Contains("://", StringComparison.Ordinal))
            return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" or "ssh" or "git" && url.Host.Length > 0 && url.Host[0] != '-';
        // user@host:path, where no slash comes before the colon; "ext::" and the like run programs.
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !text[..colon].Contains('/', StringComparison.Ordinal) && !text[colon..].StartsWith("::", StringComparison.Ordinal) && !text[..colon].Split('@')[^1].StartsWith('-');
    }
}
