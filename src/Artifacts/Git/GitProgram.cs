using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Fleet.Artifacts.Git;

/// <summary>Runs <c>git</c> with nothing of this machine's or its user's settings, no prompts, and only over the network. Passwords and keys go by environment and file, never by argument.</summary>
/// <param name="options">The repository.</param>
/// <param name="folder">Folder for its home, and the key.</param>
/// <param name="silence">How long a server may say nothing. Of the protocol <c>git:</c> the program knows no such limit.</param>
internal sealed class GitProgram(GitOptions options, string folder, TimeSpan silence)
{
    private const int ErrorCharacters = 500;

    // What may be otherwise in a minute; anything else will not.
    private static readonly string[] Passing =
    [
        "Could not resolve host", "Connection refused", "Connection timed out", "Connection reset", "Operation timed out", "Operation too slow", "Connection closed by", "not responding", "early EOF", "unexpected disconnect", "The requested URL returned error: 5", "Network is unreachable",
        "Failed to connect", "kex_exchange_identification", "RPC failed",
    ];

    private string? _where;

    /// <summary>The same in a repository.</summary>
    public GitProgram In(string repository) => new(options, folder, silence) { _where = repository };

    /// <summary>Runs it; what it says on standard output.</summary>
    /// <exception cref="ArtifactRefusedException">It fails, or is not there.</exception>
    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var (exit, output, error) = await ExecuteAsync(words, cancellationToken).ConfigureAwait(false);
        if (exit == 0)
            return output;
        var said = Shown(error);
        var sentence = $"git repository {options}: git {words[0]} failed ({exit}): {said}";
        throw Array.Exists(Passing, text => error.Contains(text, StringComparison.OrdinalIgnoreCase)) ? new StoreUnavailableException(sentence) : new ArtifactRefusedException(sentence);
    }

    /// <summary>Runs it; null: it fails.</summary>
    public async Task<string?> TryRunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        await ExecuteAsync(words, cancellationToken).ConfigureAwait(false) is (0, var output, _) ? output : null;

    private async Task<(int Exit, string Output, string Error)> ExecuteAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("git", words) { WorkingDirectory = _where ?? folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        SetEnvironment(info.Environment);
        using var process = Start(info);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception error)
        {
            throw new ArtifactRefusedException($"artifacts from git need the program git on the worker's machine: {error.Message}; install it", error);
        }
    }

    private void SetEnvironment(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal) || name.StartsWith("SSH_", StringComparison.Ordinal)).ToArray())
            environment.Remove(name);
        environment["HOME"] = folder;
        environment["XDG_CONFIG_HOME"] = folder;
        environment["LC_ALL"] = "C";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_ASKPASS"] = "true";
        environment["GIT_LFS_SKIP_SMUDGE"] = "1";
        // Not of this machine's files, nor by a program that an address or a submodule names.
        environment["GIT_ALLOW_PROTOCOL"] = "http:https:ssh:git";
        environment["GIT_SSH_COMMAND"] = Ssh();
        if (options.SkipTls)
            environment["GIT_SSL_NO_VERIFY"] = "1";
        List<(string Key, string Value)> settings = [("core.hooksPath", "/dev/null"), ("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", Seconds(silence))];
        if (Origin() is { } origin && (options.UserName ?? options.Password) is not null)
        {
            environment["FLEET_GIT_USERNAME"] = options.UserName ?? "git";
            environment["FLEET_GIT_PASSWORD"] = options.Password ?? "";
            // For this server alone: a submodule of another one is asked for without.
            settings.Add(($"credential.{origin}.helper", "!f() { printf 'username=%s\\npassword=%s\\n' \"$FLEET_GIT_USERNAME\" \"$FLEET_GIT_PASSWORD\"; }; f"));
        }

        environment["GIT_CONFIG_COUNT"] = settings.Count.ToString(CultureInfo.InvariantCulture);
        foreach (var (index, (key, value)) in settings.Index())
        {
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{index}")] = key;
            environment[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{index}")] = value;
        }
    }

    private string? Origin() => Uri.TryCreate(options.Repository, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null;

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);

    private string Ssh()
    {
        var words = $"ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval={Seconds(silence / 3)} -o ServerAliveCountMax=3";
        if (options.PrivateKey is { } key)
        {
            var path = Path.Combine(folder, "key");
            if (!File.Exists(path))
            {
                using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
                // ssh takes no key whose last line has no end.
                file.Write(System.Text.Encoding.UTF8.GetBytes(key.TrimEnd() + "\n"));
            }

            words += $" -i '{path}' -o IdentitiesOnly=yes";
        }

        return words + (options.IgnoreHostKey ? " -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null" : " -o StrictHostKeyChecking=yes");
    }

    private string Shown(string error)
    {
        var text = string.Join("; ", error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Replace(options.Repository, options.ToString(), StringComparison.Ordinal);
        foreach (var secret in (string?[])[options.Password, options.UserName])
            text = string.IsNullOrEmpty(secret) || secret.Length < 4 ? text : text.Replace(secret, "***", StringComparison.Ordinal);
        return text.Length > ErrorCharacters ? text[..ErrorCharacters] + "..." : text;
    }
}
